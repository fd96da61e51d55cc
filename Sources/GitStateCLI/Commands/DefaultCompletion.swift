import ArgumentParser

/// What a command's default subcommand completes, offered where no subcommand stands: `gitstate plan <TAB>` names plans.
///
/// The parser's own scripts offer the subcommands there and nothing else.
enum DefaultCompletion {
  /// A shell's script with those completions.
  static func added(to script: String, for shell: CompletionsCommand.Shell) -> String {
    var lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for command in GitStateCommand.configuration.subcommands {
      guard let standard = command.configuration.defaultSubcommand else { continue }
      let names = (command: command._commandName, subcommand: standard._commandName)
      switch shell {
      case .bash: bash(&lines, names.command, names.subcommand)
      case .zsh: zsh(&lines, names.command, names.subcommand)
      case .fish: fish(&lines, names.command, names.subcommand)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The default's own function completes the words, as if its name stood before them.
  private static func bash(_ lines: inout [String], _ command: String, _ subcommand: String) {
    guard let body = body(of: "_gitstate_\(command)", lines),
      let offer = lines[body].firstIndex(where: { $0.hasPrefix("        COMPREPLY+=($(compgen -W '") })
    else { return }
    lines.insert(
      contentsOf: [
        "        # Offer what the default subcommand takes",
        "        unparsed_words=(\"${subcommand}\" \"${unparsed_words[@]}\")",
        "        \"_gitstate_\(command)_\(subcommand)\"",
      ], at: offer + 1)
  }

  /// What the default's first argument is completed by.
  private static func zsh(_ lines: inout [String], _ command: String, _ subcommand: String) {
    guard let own = body(of: "_gitstate_\(command)_\(subcommand)", lines),
      let argument = lines[own].first(where: { $0.hasPrefix("        ':") && $0.hasSuffix("}'") }),
      let start = argument.firstIndex(of: "{"),
      let body = body(of: "_gitstate_\(command)", lines),
      let offer = lines[body].firstIndex(of: "        _describe -V subcommand subcommands && ret=0")
    else { return }
    let action = argument[argument.index(after: start)...].dropLast(2)
    lines.insert("        \(action) && ret=0", at: offer + 1)
  }

  private static func fish(_ lines: inout [String], _ command: String, _ subcommand: String) {
    let place = "__gitstate_should_offer_completions_for_positional \"gitstate \(command)"
    for (index, line) in lines.enumerated().reversed() where line.contains("\(place) \(subcommand)\"") {
      lines.insert(line.replacing("\(place) \(subcommand)\"", with: "\(place)\""), at: index)
    }
  }

  /// The lines of a function.
  private static func body(of function: String, _ lines: [String]) -> Range<Int>? {
    guard let start = lines.firstIndex(of: "\(function)() {"),
      let end = lines[start...].firstIndex(of: "}")
    else { return nil }
    return start..<end
  }
}

extension CompletionsCommand {
  /// The words of a command line, with the parser's own way to ask for a script as ours: both print the same.
  static func spelled(_ words: [String]) -> [String] {
    guard words.count == 2, words[0] == "--generate-completion-script", Shell(rawValue: words[1]) != nil
    else {
      return words
    }
    return ["completions", words[1]]
  }
}
