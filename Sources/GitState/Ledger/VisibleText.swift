import JSON

/// A line of people's text as it may stand in a commit's message: what would steer a terminal or hide is escaped as
/// `\u{1b}`, a tab stays.
func visible(_ line: some StringProtocol) -> String {
  // Nearly every text is plain.
  if line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 9 }) { return String(line) }
  var shown = ""
  for scalar in line.unicodeScalars {
    if scalar.isPlain || scalar == "\t" {
      shown.unicodeScalars.append(scalar)
    } else {
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return shown
}
