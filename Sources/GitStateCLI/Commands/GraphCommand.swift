import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw a plan: its waves left to right, what waits for what, where each task stands.",
    discussion: """
      A wait that a longer one says already is left out. The SVG stands by itself and is read in light and dark; Mermaid is \
      drawn by code hosts in Markdown, DOT by Graphviz.

      Example: gitstate graph --format svg --output plan.svg
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, mermaid, dot, svg

    init?(argument: String) { self.init(rawValue: comparable(argument)) }
  }

  @OptionGroup var plan: PlanArgument

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
    let view = try project.readPlan(plan.choice(in: project).branch(for: "graph"))
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
