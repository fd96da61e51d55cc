import ArgumentParser
import GitState
import StateMachine

/// The run that a command is about, where its arguments name something else.
struct RunOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The run, by its id or the first 8 digits of it; else the only active one.", valueName: "run"),
    completion: .custom(NameCompletion.runs))
  var run: String?

  /// The whole id of the run that is meant.
  func id(in project: Project, for command: String) throws(Rejection) -> String {
    let view = try RunChoice.view(of: run, in: project, for: command)
    return view.run.founding?.id.text ?? view.branch
  }

  /// What a further line names besides.
  var words: String { run.map { " --run \(shellWord($0))" } ?? "" }
}

/// Which run a command means.
enum RunChoice {
  /// The run of that name; without one the only active run, else the only one there is.
  ///
  /// - Parameter command: the one that is being run, for the hint: `run status`.
  static func view(of given: String?, in project: Project, for command: String) throws(Rejection) -> RunView {
    if let given { return try project.readRun(given) }
    let runs = try project.listRuns()
    let active = runs.filter { $0.run.status == .active }
    if active.count == 1 || runs.count == 1, let run = active.first ?? runs.first { return run }
    guard !runs.isEmpty else {
      throw Rejection(
        .notFound, "The repository has no run.",
        remedy: "Start one: gitstate run start \"<what is to be done>\"")
    }
    let ids = (active.isEmpty ? runs : active).compactMap { $0.run.founding?.id.text }
    let takesName = ["run status", "history", "verify"].contains(command)
    let name = (takesName ? "" : "--run ") + (ids.first ?? "")
    throw Rejection(
      .ambiguous,
      active.isEmpty
        ? "No run is active, and there are \(ids.count) to choose from: \(spoken(ids))."
        : "\(ids.count) runs are active: \(spoken(ids)).",
      details: [.init("candidates", .texts(ids))], remedy: "Name one: gitstate \(command) \(name)")
  }
}
