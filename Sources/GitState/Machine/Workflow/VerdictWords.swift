/// The words in which results say yes and no; a word that is none of them says neither.
enum VerdictWords {
  static let yes = [
    "approved", "approve", "approves", "accepted", "accept", "pass", "passed", "passes", "ok", "okay",
    "success",
    "succeeded", "successful", "lgtm", "true", "yes",
  ]
  static let no = [
    "rejected", "reject", "rejects", "fail", "failed", "fails", "failure", "false", "no", "blocked",
    "declined", "denied",
    "changes_requested", "request_changes", "changesrequested", "needs_changes", "changes_needed",
    "needs_revision", "needs_work", "needs_fixes", "needs_fix", "needs_rework", "revise", "rework",
    "disapproved",
    "unapproved", "unsuccessful", "nack",
  ]
  /// Those that a refusal names.
  static let main = [
    "approved", "accepted", "passed", "ok", "success", "true", "yes", "rejected", "changes_requested",
    "needs_work",
    "failed", "declined", "blocked", "false", "no",
  ]
  private static let known: [String: Bool] = Dictionary(
    uniqueKeysWithValues: yes.map { ($0, true) } + no.map { ($0, false) })
  private static let truth = ["true": true, "yes": true, "false": false, "no": false]

  /// A word as it is compared: `Changes requested.` is `changes_requested`.
  static func word(_ text: String) -> String {
    var word = String(comparable(text).map { $0 == " " || $0 == "-" ? "_" : $0 })
    while word.count > 1, word.last == "." || word.last == "!" { word.removeLast() }
    return word
  }

  /// Whether a word says yes or no by itself; nil where it says neither.
  static func meaning(of text: String) -> Bool? {
    let word = word(text)
    if let meaning = known[word] { return meaning }
    return isDenial(word) { known[$0] == true } ? false : nil
  }

  /// Whether a word says what a definition awaits, `value`, or its contrary; nil where it says neither.
  static func meaning(of text: String, where value: String) -> Bool? {
    let (said, wanted) = (word(text), word(value))
    if said == wanted { return true }
    if let said = Double(said), let wanted = Double(wanted) { return said == wanted }
    switch known[wanted] {
    case true: return meaning(of: said)
    case false:
      // It is content where something is denied, as in `blocked=false`: what says yes is the contrary, whatever is meant by it.
      if meaning(of: said) == true { return false }
      return truth[said] == false && truth[wanted] == false ? true : nil
    case nil:
      if isDenial(said, of: { $0 == wanted }) { return false }
      return meaning(of: said) == false ? false : nil
    }
  }

  /// Whether a word is `not_` and one of some others.
  private static func isDenial(_ word: String, of isMeant: (String) -> Bool) -> Bool {
    ["not_", "no_", "dont_", "do_not_"].contains {
      word.hasPrefix($0) && isMeant(String(word.dropFirst($0.count)))
    }
  }
}
