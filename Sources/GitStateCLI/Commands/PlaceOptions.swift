import ArgumentParser
import GitState
import StateMachine

/// Which repository, and which branches of it.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The repository; else CLAUDE_PROJECT_DIR, else the working directory upward.", valueName: "path"),
    completion: .directory)
  var repo: String?

  @Option(
    help: ArgumentHelp(
      "The branch that work is merged into; else git config gitstate.base, else flow.", valueName: "branch"))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "The branch that the base is landed on; else git config gitstate.target, else the default branch.",
      valueName: "branch"))
  var target: String?

  @Flag(
    name: .customLong("no-fsync"), help: "Leave writes to the operating system: for throw-away clones only.")
  var skipsFsync = false

  var finder: ProjectFinder {
    PlaceOptions.finder(repo: repo, base: base, target: target, skipsFsync: skipsFsync)
  }

  static func finder(repo: String?, base: String?, target: String?, skipsFsync: Bool) -> ProjectFinder {
    var settings = Project.Settings()
    settings.base = base
    settings.target = target
    settings.isDurable = !skipsFsync
    return ProjectFinder(repository: repo, settings: settings)
  }

  /// The repository; refused where `--base` names a branch that is not there.
  ///
  /// A base that a plan is begun with may be made then: `create_plan_branch` and a server ask for the finder.
  func project() throws(Rejection) -> Project {
    let project = try finder.project()
    if let base { try project.expectBase(base) }
    return project
  }
}
