import ArgumentParser

@main
struct GitStateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gitstate",
    abstract: "The shared state of coding agents that work on one repository in parallel.",
    subcommands: [Serve.self, Call.self]
  )
}
