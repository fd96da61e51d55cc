/// Who made a commit, and when.
package struct Signature: Hashable, Sendable {
  package var name: String
  package var email: String
  /// Seconds since 1970, UTC.
  package var seconds: Int64
  /// The writer's zone, minutes east of UTC.
  package var offset: Int

  package init(name: String, email: String, seconds: Int64, offset: Int = 0) {
    self.name = Signature.clean(name, or: "gitstate")
    self.email = Signature.clean(email, or: "gitstate@localhost")
    self.seconds = seconds
    self.offset = offset
  }

  /// The same person at another time.
  package func at(_ seconds: Int64) -> Signature {
    Signature(name: name, email: email, seconds: seconds, offset: offset)
  }

  /// git's own form: `Name <email> 1700000000 +0100`.
  var line: String {
    let minutes = abs(offset)
    let zone = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    return "\(name) <\(email)> \(seconds) \(offset < 0 ? "-" : "+")\(zone)"
  }

  /// `<`, `>` and control characters can't stand in a signature; the ends are trimmed as git trims them.
  private static func clean(_ text: String, or fallback: String) -> String {
    // Nearly every name is clean: letters at both ends, and nothing in between to take out.
    func isPlain(_ byte: UInt8?) -> Bool {
      guard let byte else { return false }
      return switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: true
      default: false
      }
    }
    let bytes = text.utf8
    if isPlain(bytes.first), isPlain(bytes.last),
      bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x3c && $0 != 0x3e && $0 != 0x7f })
    {
      return text
    }
    let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "<" && $0 != ">" && $0.value != 0x7f }
    let crud: (Unicode.Scalar) -> Bool = { " .,:;\\\"'".unicodeScalars.contains($0) }
    let trimmed = kept.drop(while: crud).reversed().drop(while: crud).reversed()
    var cleaned = String.UnicodeScalarView()
    cleaned.append(contentsOf: trimmed)
    return cleaned.isEmpty ? fallback : String(cleaned)
  }
}
