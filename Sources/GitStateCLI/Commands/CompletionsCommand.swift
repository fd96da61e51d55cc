import ArgumentParser
import JSON

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completions of a shell; plans, tasks, runs, checkpoints and tools complete by name.",
    discussion: """
      bash: gitstate completions bash > ~/.local/share/bash-completion/completions/gitstate
      zsh:  gitstate completions zsh > ~/.zfunc/_gitstate    (with fpath+=~/.zfunc before compinit)
      fish: gitstate completions fish > ~/.config/fish/completions/gitstate.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  @OptionGroup var output: OutputOptions

  func run() throws {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    let script = DefaultCompletion.added(to: GitStateCommand.completionScript(for: kind), for: shell)
    if output.isJSON {
      return try ToolReply.emit(["shell": .string(shell.rawValue), "script": .string(script)])
    }
    try emit(script)
  }
}
