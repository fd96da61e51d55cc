/// A text as one word of a shell's command line: quoted where it has to be.
func shellWord(_ text: String) -> String {
  let isPlain =
    !text.isEmpty
    && text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 47, 58, 61, 64, 95, 43, 44, 37: true
      default: false
      }
    }
  if isPlain { return text }
  var quoted = "'"
  for character in text { quoted += character == "'" ? "'\\''" : String(character) }
  return quoted + "'"
}
