import ArgumentParser
import GitState
import JSON
import StateMachine

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replay a plan, run or workflow from its first commit and name the first that does not follow.",
    discussion: """
      Exits with 1 where a commit does not follow.

      Example: gitstate verify plan/session-20250112-143000 || echo "look at it"
      """)

  @OptionGroup var argument: LedgerArgument

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let branch = try argument.name(in: project, for: "verify")
    let found = try project.verify(branch)
    if output.isJSON {
      try ToolReply.emit("verify", ["ledger": .string(branch)], place)
    } else {
      try emit(VerifyCommand.text(found, .output))
    }
    if found.problem != nil { throw ExitCode(1) }
  }

  static func text(_ found: Verification, _ style: Style) -> String {
    let name = plain(found.branch)
    let counts =
      "\(counted(found.commits, "commit")) replayed, \(counted(found.snapshots, "snapshot")) compared"
    var lines: [String]
    if let problem = found.problem {
      lines = [
        "\(style.paint(style.isUnicode ? "✗" : "x", .red)) \(name) does not follow at commit \(problem.commit)",
        "  \(plain(problem.why))", "  \(counts) before it",
      ]
    } else {
      lines = [
        "\(style.paint(style.isUnicode ? "✓" : "+", .green)) \(name) follows from its first commit: \(counts)"
      ]
    }
    if !found.foreign.isEmpty {
      lines.append(
        "  commits of others, which change nothing: \(spoken(found.foreign.map { String($0.prefix(12)) }))")
    }
    return lines.joined(separator: "\n")
  }
}
