/// A script with what really follows after each block of commands.
///
/// - Parameter play: carries out the lines of one block, and tells what followed.
func playedBlocks(of text: String, _ play: ([String]) throws -> [String]) rethrows -> String {
  var shown = ""
  for block in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
    let lines = block.split(separator: "\n").map(String.init)
    guard !lines.allSatisfy({ $0.hasPrefix("#") }) else {
      shown += block + "\n\n"
      continue
    }
    let commands = Array(lines.prefix { $0 != "----" })
    shown += commands.joined(separator: "\n") + "\n----\n"
    shown += try play(commands).map { $0 + "\n" }.joined() + "\n"
  }
  return String(shown.dropLast())
}

/// What stands before the first semicolon of a line, and behind it the fields: a name and the words after it.
func fields(_ line: String) -> (head: String, [(name: String, value: String)]) {
  let parts = line.split(separator: ";").map { String($0.drop { $0 == " " }) }
  return (
    parts[0],
    parts.dropFirst().map { part in
      let words = part.split(separator: " ", maxSplits: 1).map(String.init)
      return (words[0], words.count > 1 ? words[1] : "")
    }
  )
}

/// `a, b` as a list.
func items(of text: String) -> [String] {
  text.split(separator: ",").map { String($0.drop { $0 == " " }) }
}

/// A line that means nothing.
struct ScriptFailure: Error {
  let line: String
}
