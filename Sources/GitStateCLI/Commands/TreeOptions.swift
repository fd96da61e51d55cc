import ArgumentParser
import Files
import GitState
import StateMachine

/// Whose checkpoints are meant: a run's, or those of the branch that a working tree is on.
struct TreeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The run, by its id or the first 8 digits of it.", valueName: "run"),
    completion: .custom(NameCompletion.runs))
  var run: String?

  @Option(
    help: ArgumentHelp(
      "A folder of the working tree; else the one that the command runs in, else the main one.",
      valueName: "path"),
    completion: .directory)
  var directory: String?

  /// The folder that was named, absolute; nil where none was.
  var named: String? { directory.map { TreeOptions.absolute($0) } }

  /// The working tree that is meant; nil for the main one.
  func folder(_ place: PlaceOptions, in project: Project) throws(Rejection) -> String? {
    try TreeOptions.folder(directory, place, in: project)
  }

  /// A folder that was named; else the working tree that the command runs in, nil for the main one.
  static func folder(
    _ named: String?, _ place: PlaceOptions, in project: Project
  ) throws(Rejection) -> String? {
    if let named { return absolute(named) }
    let start = place.repo ?? Environment.value("CLAUDE_PROJECT_DIR") ?? Environment.currentDirectory ?? "/"
    let tree = try project.workingTree(around: absolute(start))
    return tree == project.workingDirectory ? nil : tree
  }

  /// What a line that goes on with this names besides.
  var words: String {
    (run.map { " --run \(shellWord($0))" } ?? "") + (directory.map { " --directory \(shellWord($0))" } ?? "")
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(Environment.currentDirectory ?? "/")/\(path)"
  }
}
