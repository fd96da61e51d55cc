import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract:
      "Draw a plan, a run or a workflow: waves or phases left to right, what waits for what, where each stands.",
    discussion: """
      A wait that a longer one says already is left out. The SVG stands by itself and is read in light and dark; Mermaid is \
      drawn by code hosts in Markdown, DOT by Graphviz.

      Example: gitstate graph --format svg --output plan.svg
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, mermaid, dot, svg

    init?(argument: String) { self.init(rawValue: comparable(argument)) }
  }

  @OptionGroup var subject: SubjectArgument

  @Option(help: ArgumentHelp("text, mermaid, dot or svg.", valueName: "format"))
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write it to this file, in place of one that is there; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var json: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    if json.isJSON, output != nil || format != .text {
      throw ValidationError("--json answers nodes and edges: it takes neither --format nor --output.")
    }
  }

  func run() throws {
    let output = output == "-" ? nil : output
    let project = try place.project()
    if let view = try subject.workflow(in: project, for: "graph") {
      return try draw(
        PhaseGraph(view.workflow, branch: view.branch), to: output,
        head: [
          "workflow_id": .string(view.id?.text ?? ""), "status": .string(view.workflow.status.rawValue),
        ])
    }
    if let view = try subject.run(in: project, for: "graph") {
      return try draw(
        PhaseGraph(view.run, branch: view.branch), to: output,
        head: [
          "task_id": .string(view.run.founding?.id.text ?? ""), "status": .string(view.run.status.rawValue),
        ])
    }
    let view = try project.readPlan(subject.planBranch(in: project, for: "graph"))
    var state = view.state.rawValue.split(separator: "_").joined(separator: " ")
    if view.plan.revision != nil { state += view.plan.askedAgain == nil ? ", to be revised" : ", revised" }
    let graph = PlanGraph(
      view.plan, given: view.facts, finished: Set(view.finished), branch: view.branch, state: state,
      at: project.now)
    if json.isJSON { return try ToolReply.emit(BoardJSON.graph(graph, view, project.stands(of: view))) }
    let text =
      switch format {
      case .text: GraphText(graph: graph).render(output == nil ? .output : Style(width: 100))
      case .mermaid: GraphMermaid(graph: graph).render()
      case .dot: GraphDOT(graph: graph).render()
      case .svg: GraphSVG(graph: graph).render()
      }
    try put(text, to: output)
  }

  private func draw(
    _ graph: PhaseGraph, to output: String?, head: JSONObject
  ) throws {
    if json.isJSON { return try ToolReply.emit(GraphCommand.json(graph, head)) }
    switch format {
    case .text: try put(graph.text(output == nil ? .output : Style(width: 100)), to: output)
    case .mermaid: try put(graph.mermaid(), to: output)
    case .dot: try put(graph.dot(), to: output)
    case .svg: try put(PhaseSVG(graph: graph).render(), to: output)
    }
  }

  private static func json(_ graph: PhaseGraph, _ head: JSONObject) -> JSONObject {
    func name(_ index: Int) -> JSONValue { .string(graph.nodes[index].name) }
    var object = head
    object["nodes"] = .array(
      graph.nodes.map { node in
        [
          "id": .string(node.name), "phase": .integer(node.layer + 1),
          "group": .string(node.group.rawValue), "stands": .string(node.word),
        ]
      })
    object["edges"] = .array(graph.edges.map { ["from": name($0.from), "to": name($0.to)] })
    object["retries"] = .array(
      graph.retries.map {
        ["from": name($0.from), "to": name($0.to), "used": .integer($0.used), "max": .integer($0.most)]
      })
    return object
  }

  private func put(_ text: String, to output: String?) throws {
    guard let output else { return try emit(text) }
    // A device or a folder is nothing to put in place of.
    if let kind = try File.status(output)?.kind, kind != .file {
      throw Rejection(
        .invalidArgument, "\(quoted(output)) is no regular file.",
        details: [.init("output", .text(output))],
        remedy: "Leave --output out to have it on standard output.")
    }
    let folder = output.contains("/") ? File.folder(of: output) : "."
    guard try folder.isEmpty || File.status(folder)?.kind == .folder else {
      throw Rejection(
        .notFound, "There is no folder \(quoted(folder)) to write to.",
        details: [.init("output", .text(output))], remedy: "Make it, or name another file.")
    }
    try File.replace(output, with: Array(text.utf8), durable: false)
    remark("\(plain(output)) is written")
  }
}
