import ArgumentParser

/// Which command a command line means, as far as its words can be understood: it may be one that was refused.
struct CommandPath {
  /// The command with those that it is below, as they are typed: `gitstate worktree add`.
  private(set) var words = "gitstate"
  /// The word that stands where a command should; nil where there is none.
  private(set) var first: String?
  /// The tool that is called; nil where none is.
  private(set) var tool: String?

  /// - Parameter arguments: those of the command line, the program's name first.
  init(_ arguments: [String]) {
    var command: any ParsableCommand.Type = GitStateCommand.self
    var isValue = false
    for word in arguments.dropFirst() {
      if word == "--" { break }
      if isValue || word.hasPrefix("-") {
        isValue = !isValue && CommandPath.valued.contains(word)
        continue
      }
      if first == nil { first = word }
      let next = command.configuration.subcommands.first { $0._commandName == word }
      guard let next else {
        if command == CallCommand.self { tool = word }
        break
      }
      command = next
      words += " \(word)"
    }
  }

  /// The options in front of a command that have a value behind them.
  private static let valued: Set<String> = ["--repo", "--base", "--target"]
}
