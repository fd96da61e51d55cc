import StateMachine

/// A plan that was taken in from its file, or what taking it in would change.
struct PlanImportPage {
  struct Summary {
    let branch: String
    /// How many tasks there are that are wanted, and how many that were cancelled.
    let tasks: Int
    var dropped = 0
    var dialect = ""
    var isNew = false
    var isPreview = false
    var changed = false
    /// The plan's own keys that change.
    var keys: [String] = []
    var added: [String] = []
    var altered: [(id: String, keys: [String])] = []
    /// What each key said and says, of a task or of the plan itself.
    var differences: [(of: String, key: String, from: String, to: String)] = []
    var reopened: [String] = []
    var cancelled: [String] = []
    var renamed: [(file: String, from: String, to: String)] = []
    /// What follows from it for those who are at work.
    var consequences: [String] = []
    /// What the person should know of it besides.
    var notes: [String] = []
  }

  let imported: Summary

  func render(_ style: Style) -> String {
    var sheet = Sheet(heading: imported.branch)
    sheet.note = note
    sheet.facts = [
      counted(imported.tasks, "task"), imported.dropped > 0 ? "\(imported.dropped) cancelled" : "",
      "dialect \(imported.dialect)",
    ]
    sheet.fields = [
      ("of the plan", named(imported.keys)),
      ("added", named(imported.added)),
      (
        "changed",
        named(imported.altered.map { "\($0.id) (\($0.keys.joined(separator: ", ")))" })
      ),
      ("open again", named(imported.reopened)),
      ("cancelled", named(imported.cancelled)),
    ]
    let renamed = imported.renamed.map { "\($0.file): \($0.from) \(style.arrow) \($0.to)" }
    sheet.texts = [
      ("What changes", differences(style)),
      ("New numbers", renamed.prefix(200).joined(separator: "\n")),
    ].filter { !$0.1.isEmpty }
    sheet.warnings = imported.consequences + imported.notes
    return sheet.render(style)
  }

  private var note: (text: String, paint: Style.Paint) {
    if imported.isPreview { return ("Not changed yet. Importing the file would change:", .yellow) }
    if imported.isNew {
      return (imported.changed ? "A new plan." : "It is there, as the file has it.", .green)
    }
    return (imported.changed ? "Changed." : "Nothing to change: the plan is as the file has it.", .green)
  }

  /// One line a key: what it said, and what it says.
  private func differences(_ style: Style) -> String {
    let all = imported.differences
    var lines = all.prefix(200).map { "\($0.of) \($0.key): \($0.from) \(style.arrow) \($0.to)" }
    if all.count > 200 { lines.append("and \(all.count - 200) more") }
    return lines.joined(separator: "\n")
  }

  private func named(_ items: [String]) -> String { items.isEmpty ? "" : spoken(items, limit: 20) }
}
