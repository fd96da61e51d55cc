import ArgumentParser
import JSON
import StateMachine

struct WorktreeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the folders that workers work in, and what is in them.",
    discussion: "Example: gitstate worktree list --json | jq -r '.worktrees[].path'")

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    if output.isJSON { return try ToolReply.emit("list_worktrees", [:], place) }
    try emit(WorktreeListCommand.text(try ToolReply.value("list_worktrees", [:], place), .output))
  }

  /// A table, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    let worktrees = answer["worktrees"]?.arrayValue ?? []
    guard !worktrees.isEmpty else {
      return "There is no worktree. gitstate worktree add task/… --worker 1 makes one."
    }
    let rows = worktrees.map { item -> WorktreeTable.Row in
      func number(_ key: String) -> Int { item[key]?.intValue ?? 0 }
      func texts(_ value: JSONValue?) -> [String] {
        (value?.arrayValue ?? []).compactMap(\.stringValue).map { plain($0) }
      }
      var remarks: [String] = []
      if item["stale"]?.boolValue == true { remarks.append("its folder is gone") }
      if let lock = item["locked"], !lock.isNull, lock.boolValue != false { remarks.append("locked") }
      let underway = texts(item["underway"])
      if !underway.isEmpty { remarks.append("\(spoken(underway)) under way") }
      for conflict in item["conflicts_with"]?.arrayValue ?? [] {
        let paths = texts(conflict["paths"])
        remarks.append(
          "will conflict with \(plain(conflict["branch"]?.stringValue ?? ""))"
            + (paths.isEmpty ? "" : " over \(spoken(paths, limit: 2))"))
      }
      let undeclared = texts(item["undeclared"])
      if !undeclared.isEmpty {
        remarks.append("touches \(spoken(undeclared, limit: 3)), which its task does not name")
      }
      var way: [String] = []
      if number("ahead") > 0 { way.append("\(number("ahead")) ahead") }
      if number("behind") > 0 { way.append("\(number("behind")) behind") }
      return WorktreeTable.Row(
        folder: plain(item["worktree_path"]?.stringValue ?? item["path"]?.stringValue ?? ""),
        task: plain(item["task_id"]?.stringValue ?? ""),
        branch: plain(item["branch"]?.stringValue ?? "(no branch)"), changes: changes(item["dirty"]),
        base: way.isEmpty ? "even" : way.joined(separator: ", "), remarks: remarks)
    }
    return WorktreeTable(rows: rows).render(style)
  }

  /// `2 modified, 1 untracked`, or `clean`.
  private static func changes(_ dirty: JSONValue?) -> String {
    if let number = dirty?.intValue { return number == 0 ? "clean" : counted(number, "change") }
    let counts = (dirty?.objectValue?.members ?? []).compactMap { member in
      member.value.intValue.flatMap { $0 > 0 ? "\($0) \(plain(member.key))" : nil }
    }
    return counts.isEmpty ? "clean" : counts.joined(separator: ", ")
  }
}
