import ArgumentParser
import GitState
import JSON
import StateMachine

struct ProvidesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provides",
    abstract: "List the capabilities that delivered tasks provide, one a line.",
    discussion: """
      Without a plan: of all plans, and what merge commits on the base list.

      Example: gitstate provides plan/session-20250112-143000
      """)

  @Argument(
    help: ArgumentHelp("The plan; else all plans.", valueName: "plan"),
    completion: .custom(NameCompletion.plans))
  var plan: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let named = try plan.map { (plan) throws(Rejection) in
      try PlanChoice(plan, in: project).branch(for: "provides")
    }
    let provided = try project.provides(of: named)
    if output.isJSON { return try ToolReply.emit(["provides": .array(provided.map { .string($0) })]) }
    // Nothing delivered is no line, so that a script counts right.
    if !provided.isEmpty { try emit(provided.map { plain($0) }.joined(separator: "\n")) }
  }
}
