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
      Exits with 1 where it can't be carried out, and says why. An exported runtime graph is read too, with notes of what was \
      understood how. It needs no repository.

      Example: gitstate workflow validate fullstack.json
      """)

  @Argument(
    help: ArgumentHelp("The definition, as JSON; - reads standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var file: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let value = try DefinitionFile.value(at: file)
    let found: (definition: WorkflowDefinition, notes: [String])
    do throws(Rejection) {
      found = try WorkflowDefinition.reading(value)
    } catch {
      if output.isJSON {
        var object: JSONObject = ["valid": false, "finding": .string(error.sentence)]
        object["code"] = .string(error.code.rawValue)
        object["details"] = error.json["details"]
        try ToolReply.emit(object)
      } else {
        let mark = Style.output.paint(Style.output.isUnicode ? "✗" : "x", .red)
        try emit("\(mark) \(plain(error.sentence))")
      }
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
}
