/// A revision of the Model Context Protocol that is served, oldest first.
package enum ProtocolVersion: String, CaseIterable, Hashable, Sendable {
  case v2024_11_05 = "2024-11-05"
  case v2025_03_26 = "2025-03-26"
  case v2025_06_18 = "2025-06-18"
  case v2025_11_25 = "2025-11-25"
  case v2026_07_28 = "2026-07-28"

  /// The newest of all, which has no handshake.
  package static let modern = ProtocolVersion.v2026_07_28

  /// What `initialize` answers to a version that it can't agree on.
  package static let newestLegacy = ProtocolVersion.v2025_11_25

  /// Every version's text, newest first, as discovery and errors list them.
  package static let supported = allCases.reversed().map(\.rawValue)

  /// Whether every request says its own version, and no session is kept.
  var isModern: Bool { self == .modern }

  /// Whether an array of messages is taken: the third revision took it out.
  var allowsBatches: Bool { self < .v2025_06_18 }

  /// Whether a tool's description has hints about what it does.
  var hasAnnotations: Bool { self >= .v2025_03_26 }

  /// Whether progress may say in words what is being done.
  var hasProgressMessages: Bool { self >= .v2025_03_26 }

  /// Whether tools and the server have a title beside their name.
  var hasTitles: Bool { self >= .v2025_06_18 }

  /// Whether a result may hold JSON as such, beside its text.
  var hasStructuredContent: Bool { self >= .v2025_06_18 }

  /// Whether the person at the client can be asked.
  var hasElicitation: Bool { self >= .v2025_06_18 }
}

extension ProtocolVersion: Comparable {
  package static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}
