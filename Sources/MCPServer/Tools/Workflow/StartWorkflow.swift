import GitState
import JSON
package import StateMachine

package struct StartWorkflow: Tool {
  package static let name = "start_workflow"
  package static let title = "Start an agent workflow"
  package static let summary =
    "First call for work that phases of agents do: answers the whole state, whose next_action says who works now. mode auto reads the request."
  package static let set = ToolSet.workflow
  package static let hints = ToolHints.adding
  package static let parameters = [
    Parameter("request", .text, required: true),
    Parameter("definition", .record, note: "{name, phases[{type, agents[]}], agents[{id, …}]}"),
    Parameter("definition_path", .text),
    Parameter("mode", .choice(["auto", "full", "partial", "selective"])),
    Parameter("target_agents", .texts),
    Parameter("continues", .id, note: "an earlier workflow_id"),
    Parameter("instructions", .record, note: "{agent: text}"), WorkflowArgument.detail,
  ]

  private let text: String
  private let definition: JSONValue?
  private let path: String?
  private let mode: ExecutionMode?
  private let targets: [AgentID]
  private let continues: String?
  private let instructions: [AgentText]
  private let isBrief: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    text = try arguments.required("request")
    definition = try arguments.read("definition") { (reader) throws(JSONPathError) in
      try reader.looseObject().value
    }
    path = try arguments.text("definition_path")
    mode =
      try arguments.read("mode") { (reader) throws(JSONPathError) -> ExecutionMode? in
        let word = comparable(try reader.string())
        if word == "auto" { return nil }
        guard let mode = ExecutionMode(rawValue: word), mode != .resume else {
          throw reader.unexpected("auto, full, partial or selective")
        }
        return mode
      } ?? nil
    targets = try WorkflowArgument.agents(arguments, "target_agents")
    continues = try arguments.text("continues")
    var instructions: [AgentText] = []
    if let reader = arguments.reader("instructions") {
      try rejecting {
        for (agent, text) in try reader.looseObject().members() {
          instructions.append(AgentText(try AgentID(agent), try text.string()))
        }
      }
    }
    self.instructions = instructions
    isBrief = try WorkflowArgument.isBrief(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    var notes: [String] = []
    var request = WorkflowRequest(text, try definition(call, &notes))
    request.mode = mode
    request.targets = targets
    request.continues = continues
    request.instructions = instructions
    do throws(Rejection) {
      var change = try call.project.startWorkflow(request, guarded: call.guarded)
      change.notes += notes
      return WorkflowArgument.outcome(change, brief: isBrief)
    } catch {
      throw completed(error)
    }
  }

  /// A refusal whose next call is this one, with the definition that the machine does not know how to give again.
  private func completed(_ refusal: Rejection) -> Rejection {
    guard let next = refusal.next, next.tool == Self.name else { return refusal }
    let known = Set(next.arguments.map(\.name))
    var arguments = next.arguments
    if !known.contains("continues"), let continues { arguments.append(.init("continues", .text(continues))) }
    if let path {
      arguments.append(.init("definition_path", .text(path)))
    } else if let definition {
      arguments.append(.init("definition", .text(definition.serialized())))
    }
    var refusal = refusal
    refusal.next = .init(next.tool, arguments)
    return refusal
  }

  /// The definition that was given, or that of the workflow which this one goes on from; nil where neither is named.
  private func definition(
    _ call: ToolCall, _ notes: inout [String]
  ) throws(Rejection) -> WorkflowDefinition? {
    if definition != nil, path != nil {
      throw Rejection(
        .invalidArgument, "definition and definition_path are both given; one of them is enough.",
        details: [.init("argument", .text("definition_path"))])
    }
    if let definition {
      let read = try WorkflowDefinition.reading(definition)
      notes = read.notes
      return read.definition
    }
    if let path {
      let read = try call.project.readWorkflowDefinition(at: path)
      notes = read.notes
      return read.definition
    }
    // What the request means may be a workflow that is open.
    guard let continues else { return nil }
    guard let known = try call.project.readWorkflow(continues).workflow.founding?.definition else {
      throw Rejection(.bug, "Workflow \(quoted(continues)) has no definition.")
    }
    return known
  }
}
