import ArgumentParser
import GitState

/// Which repository, and which branches of it.
struct PlaceOptions: ParsableArguments {
  @Option(help: "The repository; else CLAUDE_PROJECT_DIR, else the working directory upward.")
  var repo: String?

  @Option(help: "The branch that work is merged into; else git config gitstate.base, else flow.")
  var base: String?

  @Option(
    help: "The branch that the base is landed on; else git config gitstate.target, else the default branch.")
  var target: String?

  @Flag(name: .customLong("no-fsync"), help: "Leave writes to the operating system: for throw-away clones only.")
  var skipsFsync = false

  var finder: ProjectFinder {
    var settings = Project.Settings()
    settings.base = base
    settings.target = target
    settings.isDurable = !skipsFsync
    return ProjectFinder(repository: repo, settings: settings)
  }
}
