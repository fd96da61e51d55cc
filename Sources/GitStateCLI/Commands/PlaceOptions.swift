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

  var finder: ProjectFinder {
    var settings = Project.Settings()
    settings.base = base
    settings.target = target
    return ProjectFinder(repository: repo, settings: settings)
  }
}
