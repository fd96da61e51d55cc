import Git
package import StateMachine

/// Resolutions of conflicts by path, as a caller gives them.
package struct MergeResolutions: Sendable {
  private(set) var paths: [GitPath: MergeResolution] = [:]

  package init() {}

  /// Settles one path: `ours`, `theirs`, or any other text as the whole file.
  ///
  /// A word that only sounds like an instruction is refused: as a file's whole text it would wipe out both sides.
  package mutating func resolve(_ path: String, _ text: String) throws(Rejection) {
    func refuse(_ why: String) -> Rejection {
      Rejection(
        .invalidArgument, "resolutions[\(quoted(path))]: \(why)",
        details: [.init("argument", .text("resolutions")), .init("path", .text(path))])
    }
    // A text with a line break is a file's, whatever it says.
    switch text.contains(where: \.isNewline) ? "" : comparable(text) {
    case "ours": paths[GitPath(path)] = .ours
    case "theirs": paths[GitPath(path)] = .theirs
    case "both", "union", "merge", "merged", "mine", "yours", "our", "their", "base", "keep", "accept", "all":
      throw refuse("\(quoted(text)) is neither ours nor theirs. Anything else is the file's whole text.")
    default:
      if text.split(whereSeparator: \.isNewline).contains(where: { $0.hasPrefix("<<<<<<< ") }) {
        throw refuse("the text still holds conflict markers.")
      }
      paths[GitPath(path)] = .text(Array(text.utf8))
    }
  }

  /// Those of paths that are in conflict.
  func fitting(_ conflicts: [MergeConflict]) -> [GitPath: MergeResolution] {
    paths.filter { path, _ in conflicts.contains { $0.path == path } }
  }

  /// Refuses a resolution of what was never in conflict: a path mistaken would leave another unsettled.
  func refuseUnused(after settled: Set<GitPath>) throws(Rejection) {
    let unused = paths.keys.filter { !settled.contains($0) }.sorted().map(\.description)
    guard !unused.isEmpty else { return }
    throw Rejection(
      .invalidArgument,
      "resolutions: \(spoken(unused.map { quoted($0) })) \(unused.count == 1 ? "is" : "are") not in conflict; nothing was moved.",
      details: [.init("argument", .text("resolutions")), .init("paths", .texts(unused))])
  }
}

extension Rejection {
  /// Resolutions that settle nothing, or can't be what they are given for.
  static func unusable(_ resolutions: [UnusableResolution]) -> Rejection {
    Rejection(
      .invalidArgument, "resolutions: \(spoken(resolutions.map(\.description))).",
      details: [
        .init("argument", .text("resolutions")),
        .init("paths", .texts(resolutions.map { $0.path.description })),
      ])
  }
}
