/// What a change does to a text, as lines with `-` and `+`, and two lines of what stays on either side.
enum ChangedLines {
  static func render(_ old: String?, _ new: String, _ style: Style) -> String {
    let before = lines(old ?? "")
    let after = lines(new)
    var head = 0
    while head < before.count, head < after.count, before[head] == after[head] { head += 1 }
    var tail = 0
    while tail < before.count - head, tail < after.count - head,
      before[before.count - 1 - tail] == after[after.count - 1 - tail]
    {
      tail += 1
    }
    var shown = before[max(0, head - 2)..<head].map { "  " + plain($0) }
    shown += before[head..<before.count - tail].map { style.paint("- " + plain($0), .red) }
    shown += after[head..<after.count - tail].map { style.paint("+ " + plain($0), .green) }
    shown += before[(before.count - tail)..<min(before.count, before.count - tail + 2)].map {
      "  " + plain($0)
    }
    return shown.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
