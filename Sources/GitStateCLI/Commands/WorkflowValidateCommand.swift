import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct WorkflowValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a workflow's definition, and show its phases.",
    discussion: """
      Exits with 1 where it can't be carried out, and says all that is wrong. An exported runtime graph is read too, with notes of what was \
      understood how. It needs no repository.

      Example: gitstate workflow validate fullstack.json
      """)

  @Argument(
    help: ArgumentHelp("The definition, as JSON; - reads standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var file: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let found: (definition: WorkflowDefinition, notes: [String])
    do {
      found = try WorkflowDefinition.reading(try DefinitionFile.value(at: file))
    } catch let refusal as Rejection {
      guard [.invalidArgument, .limitExceeded].contains(refusal.code) else { throw refusal }
      try tell(refusal)
      throw ExitCode(1)
    }
    if output.isJSON {
      return try ToolReply.emit([
        "valid": true, "workflow_name": .string(found.definition.name),
        "phases": .array(
          found.definition.phases.map { phase in
            [
              "type": .string(phase.kind.rawValue),
              "agents": .array(phase.agents.map { .string($0.text) }),
            ]
          }),
        "notes": .array(found.notes.map { .string($0) }),
      ])
    }
    try emit(DefinitionPage(definition: found.definition, notes: found.notes).render(.output))
  }

  /// All that is wrong with it, in the order in which it was found.
  private func tell(_ refusal: Rejection) throws {
    let all = refusal.details.first { $0.name == "problems" }?.value
    var problems: [String] = []
    if case .list(let list) = all {
      problems = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
    if output.isJSON {
      var object: JSONObject = ["valid": false, "finding": .string(refusal.sentence)]
      object["problems"] = .array((problems.isEmpty ? [refusal.sentence] : problems).map { .string($0) })
      object["code"] = .string(refusal.code.rawValue)
      object["details"] = refusal.json["details"]
      return try ToolReply.emit(object)
    }
    let mark = Style.output.paint(Style.output.isUnicode ? "✗" : "x", .red)
    guard problems.count > 1 else { return try emit("\(mark) \(plain(refusal.sentence))") }
    let lines = ["\(mark) The workflow definition has \(problems.count) problems:"]
    try emit((lines + problems.map { "  \(plain($0))" }).joined(separator: "\n"))
  }
}
