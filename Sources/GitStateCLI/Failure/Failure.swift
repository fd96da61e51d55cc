import ArgumentParser
import Files
import GitState
import JSON
import MCPServer
import StateMachine

/// How a command ends that could not do what it was asked for.
enum Failure {
  /// The exit code of a refusal, by `sysexits.h`.
  static func exitCode(_ code: ErrorCode) -> Int32 {
    switch code {
    // The command line was not one.
    case .missingArgument, .invalidArgument, .unknownArgument, .invalidName, .limitExceeded, .unknownTool,
      .ambiguous:
      64
    // The present state does not allow it.
    case .exists, .nameTaken, .duplicateID, .unknownDependency, .cycle, .unmetPreconditions, .wrongState,
      .claimed,
      .workerBusy, .branchInUse, .awaitingDecision, .planAborted, .outdated, .needsPerson, .overtaken,
      .keyReused, .newerFormat, .dirty,
      .mergeConflict,
      .unresolved, .nothingToCommit, .noWork, .noMerge, .unsafeTree, .outsideRepository, .limitOfWorktrees,
      .detachedHead,
      .gitstateBase, .programInConfig, .unreviewed:
      65
    case .notFound, .unknownTask, .notAPlan, .notATask, .notARun: 66
    case .noRepository, .bareRepository, .unbornRepository, .shallow, .otherOwner, .unsupportedRepository: 69
    case .bug: 70
    case .readOnly, .inputOutput: 74
    case .busy, .cancelled: 75
    }
  }

  /// Two lines for a person: what failed, and what to do.
  ///
  /// - Parameter arguments: those of the command line.
  static func text(_ rejection: Rejection, _ style: Style, of arguments: [String] = []) -> String {
    let error = style.paint("error:", .bold, .red)
    let hint = style.paint("hint:", .bold)
    return "\(error) \(plain(rejection.sentence))\n\(hint) \(Hint.line(for: rejection, of: arguments))"
  }

  /// The same for a program: the error as tools answer it, with the format's version before it.
  ///
  /// A remedy is the hint, and stands there once.
  static func json(_ rejection: Rejection, of arguments: [String] = []) -> JSONValue {
    var object: JSONObject = ["schemaVersion": 1]
    for member in rejection.json.objectValue?.members ?? [] where member.key != "remedy" {
      object[member.key] = member.value
    }
    object["hint"] = .string(Hint.line(for: rejection, of: arguments))
    return .object(object)
  }

  /// Ends the process as an error asks for.
  ///
  /// - Parameter arguments: those of the command line: with `--json` the error is put out as JSON too.
  static func end(_ error: any Error, _ arguments: [String]) -> Never {
    switch error {
    case is BrokenPipe: GitStateCommand.exit(withError: ExitCode(141))
    case let error as Rejection: end(rejection: error, arguments)
    case let error as FileError: end(rejection: Rejection(describing: error), arguments)
    case let code as ExitCode: GitStateCommand.exit(withError: code)
    default: end(usage: error, arguments)
    }
  }

  private static func end(rejection: Rejection, _ arguments: [String]) -> Never {
    remark(text(rejection, .errors, of: arguments))
    var code = exitCode(rejection.code)
    if wantsJSON(arguments) {
      code = put(steerless(json(rejection, of: arguments).serialized(pretty: true))) ?? code
    }
    GitStateCommand.exit(withError: ExitCode(code))
  }

  /// What the argument parser throws: help and completions that were asked for, or a command line that is none.
  private static func end(usage error: any Error, _ arguments: [String]) -> Never {
    let code = GitStateCommand.exitCode(for: error)
    if code == .success, let (word, names) = unknownTopic(arguments) {
      end(rejection: noCommand(word, among: names), arguments)
    }
    if code == .success {
      let full = GitStateCommand.fullMessage(for: error)
      GitStateCommand.exit(withError: ExitCode(full.isEmpty ? 0 : put(full) ?? 0))
    }
    // The parser's own message ends with the usage and the command that explains it; here it is one hint.
    let sentence = GitStateCommand.message(for: error).split(separator: "\n").joined(separator: " ")
    let remedy = "`\(CommandPath(arguments).words) --help` explains the command."
    if let word = unknownCommand(arguments) { end(rejection: noCommand(word, among: commands), arguments) }
    end(rejection: Rejection(.invalidArgument, sentence, remedy: remedy), arguments)
  }

  private static func noCommand(_ word: String, among names: [String]) -> Rejection {
    let near = nearest(to: word, among: names)
    return Rejection(
      .invalidArgument,
      "There is no command \(quoted(word))."
        + (near.isEmpty ? "" : " Did you mean \(spoken(near, word: "or"))?"),
      remedy: "`gitstate --help` lists the commands, `gitstate tools` the tools, which `gitstate call` calls."
    )
  }

  private static var commands: [String] {
    GitStateCommand.configuration.subcommands.map { $0._commandName } + ["help"]
  }

  /// The word that stands where a command should; nil where it is one.
  private static func unknownCommand(_ arguments: [String]) -> String? {
    guard let word = CommandPath(arguments).first, !commands.contains(word) else { return nil }
    return word
  }

  /// The word behind `help` that names no command, and the names that there are; nil where each names one.
  private static func unknownTopic(_ arguments: [String]) -> (word: String, names: [String])? {
    let words = arguments.dropFirst().filter { !$0.hasPrefix("-") }
    guard words.first == "help" else { return nil }
    var names = commands
    var below = GitStateCommand.configuration.subcommands
    for word in words.dropFirst() {
      // Behind a command that has none below it, everything is left to the parser.
      if names.isEmpty { return nil }
      guard names.contains(word) else { return (word, names) }
      below = below.first { $0._commandName == word }?.configuration.subcommands ?? []
      names = below.map { $0._commandName }
    }
    return nil
  }

  /// Puts out a last text; the exit code where that failed.
  private static func put(_ text: String) -> Int32? {
    do {
      try emit(text)
      return nil
    } catch is BrokenPipe {
      return 141
    } catch {
      return 74
    }
  }

  /// Whether the caller reads JSON: `--json`, or a tool's call, whose answer is nothing else.
  private static func wantsJSON(_ arguments: [String]) -> Bool {
    let own = arguments.prefix { $0 != "--" }
    return own.contains("--json") || own.dropFirst().first == "call"
  }
}
