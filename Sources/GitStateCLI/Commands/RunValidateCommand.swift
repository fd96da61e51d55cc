import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

struct RunValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Record what came of a phase's tests, also where they failed.",
    discussion: """
      Each is an attempt. A phase whose last validation failed can't be completed. gitstate runs no test.

      Example: pytest > log 2>&1 && gitstate run validate 2 --passed || gitstate run validate 2 --failed --output log
      """)

  @Argument(
    help: ArgumentHelp("The phase, by its number or name.", valueName: "phase"),
    completion: .custom(NameCompletion.phases))
  var phase: String

  @Flag(exclusivity: .exclusive)
  var validation: CheckpointCreateCommand.Validation

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "A file with what the tests printed, whose end is kept; - reads standard input.", valueName: "file"),
    completion: .file())
  var printed: String?

  @Option(help: ArgumentHelp("What kind of failure it was, in a word.", valueName: "word"))
  var errorType: String?

  @Option(
    help: ArgumentHelp(
      "A check by its name: lint=pass, types=fail; may be repeated.", valueName: "name=result"))
  var check: [String] = []

  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    _ = try checks()
  }

  func run() throws {
    let project = try place.project()
    let id = try option.id(in: project, for: "run validate \(shellWord(phase))")
    var found = PhaseValidation(passed: validation == .passed)
    found.output = try text().map { OutputEnd(of: $0) }
    found.errorType = errorType
    found.checks = try checks()
    let change = try project.recordValidation(id, phase: phase, found)
    let now = try change.view.run.phase(named: phase)
    if output.isJSON {
      return try ToolReply.emit([
        "success": true, "changed": .bool(change.changed), "task_id": .string(id),
        "phase": .string(now.name.text), "attempts": .integer(now.attempts),
        "latest": now.latest.map { RunResult.json($0) } ?? .null,
      ])
    }
    try emit(RunValidateCommand.text(now, of: change.view.run, .output))
  }

  /// What was recorded, and what is to be done now.
  static func text(_ phase: RunPhase, of run: Run, _ style: Style) -> String {
    let name = plain(phase.name.text)
    let words = "--run \(plain(run.short))"
    let attempts = phase.attempts == 1 ? "at the first attempt" : "at attempt \(phase.attempts)"
    guard phase.latest?.fact.passed == true else {
      let mark = style.paint(style.isUnicode ? "✗" : "x", .red)
      let good = run.checkpoints.last { $0.stands && $0.fact.validationPassed == true }?.fact.number ?? 0
      return """
        \(mark) \(name) failed \(attempts), and can't be completed so
          back to where it was good: gitstate checkpoint rollback \(good) \(words)
        """
    }
    return """
      \(style.paint(style.isUnicode ? "✓" : "+", .green)) \(name) passed \(attempts)
        keep it: gitstate checkpoint create \(shellWord(name)) --passed \(words)
        then complete it: gitstate run phase \(phase.number) --checkpoint latest \(words)
      """
  }

  /// What the tests printed.
  private func text() throws -> String? {
    let limit = 256 << 20
    switch printed {
    case nil: return nil
    case "-": return String(decoding: try StandardStream.input.readAll(limit: limit), as: UTF8.self)
    case let path?:
      do {
        return String(decoding: try File.read(path, limit: limit), as: UTF8.self)
      } catch {
        guard case .notFile = error.reason else { throw error }
        throw Rejection(
          .invalidArgument, "\(quoted(path)) is no regular file.",
          details: [.init("argument", .text("output"))],
          remedy: "Pipe it in: … | gitstate run validate \(shellWord(plain(phase))) --output -"
        )
      }
    }
  }

  private func checks() throws -> [PhaseValidation.Check] {
    try check.map { pair in
      guard let mark = pair.lastIndex(of: "="), mark > pair.startIndex,
        let passed = ["pass": true, "passed": true, "fail": false, "failed": false][
          comparable(String(pair[pair.index(after: mark)...]))]
      else { throw ValidationError("\(quoted(pair)) is no name=pass or name=fail.") }
      return PhaseValidation.Check(String(pair[..<mark]), passed: passed)
    }
  }
}
