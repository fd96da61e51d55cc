/// A stored text as it may stand in XML, between tags and in a quoted attribute.
///
/// What steers (control characters, marks that turn text round, what XML has no room for) is escaped as on a terminal
/// first, so that the picture shows it and no reader obeys it.
func xmlText(_ text: some StringProtocol) -> String {
  var shown = ""
  for scalar in plain(text).unicodeScalars {
    switch scalar {
    case "&": shown += "&amp;"
    case "<": shown += "&lt;"
    case ">": shown += "&gt;"
    case "\"": shown += "&quot;"
    case "'": shown += "&#39;"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}
