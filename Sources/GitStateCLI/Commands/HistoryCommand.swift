import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show who did what on a plan, run or workflow and when, newest first.",
    discussion: "Example: gitstate history plan/session-20250112-143000 --limit 50")

  @OptionGroup var argument: LedgerArgument

  @Option(help: ArgumentHelp("How many changes, 1 to 200.", valueName: "number"))
  var limit = 20

  @Option(help: ArgumentHelp("Where the page begins, as the page before it named it.", valueName: "cursor"))
  var cursor: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    guard (1...200).contains(limit) else {
      throw ValidationError("--limit is \(limit), and it takes 1 to 200.")
    }
  }

  func run() throws {
    let project = try place.project()
    let branch = try argument.name(in: project, for: "history")
    if output.isJSON {
      var arguments: JSONObject = ["ledger": .string(branch), "limit": .integer(limit)]
      if let cursor { arguments["cursor"] = .string(cursor) }
      return try ToolReply.emit("history", arguments, place)
    }
    let found = try project.history(of: branch, limit: limit, cursor: cursor)
    var page = HistoryLog(
      ledger: found.ledger, total: found.total,
      lines: found.steps.map {
        .init(seq: $0.seq, at: $0.at, by: $0.by, what: $0.subject, why: $0.reason, commit: $0.sha)
      })
    page.more = found.next.map {
      "gitstate history \(shellWord(branch))\(limit == 20 ? "" : " --limit \(limit)") --cursor \($0)"
    }
    page.zone = { WallClock.offset(at: $0.seconds) }
    try emit(page.render(.output))
  }
}
