import ArgumentParser
import Files
import StateMachine

/// Whether something that changes files or removes may be done: by `--yes`, or by a person who is asked.
struct ConsentOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Do it without asking; a script needs it.")
  var yes = false

  @Flag(help: "Only show what would be done.")
  var dryRun = false

  func validate() throws {
    if yes, dryRun {
      throw ValidationError("--yes does it and --dry-run only shows it: they exclude each other.")
    }
  }

  /// Whether a person is to be asked: neither option was given.
  var asks: Bool { !yes && !dryRun }

  /// Refuses where a person is to be asked and none is there, before anything is looked at.
  ///
  /// - Parameters:
  ///   - line: the command as it was given, without `--yes`.
  ///   - what: what it does, `changes files`.
  func expectPerson(for line: String, which what: String, _ output: OutputOptions) throws(Rejection) {
    guard asks, output.isJSON || !StandardStream.input.isTerminal || !StandardStream.output.isTerminal else {
      return
    }
    throw Rejection(
      .missingArgument,
      "This \(what), and there is nobody to ask: \(output.isJSON ? "--json asks no question" : "no terminal is there"). Nothing was changed.",
      details: [.init("argument", .text("yes"))],
      remedy: "Add --yes to do it, or --dry-run to see what it would do: \(line) --yes")
  }

  /// Asks at the terminal; false where the answer is anything but yes, which is said.
  func isGiven(to question: String) throws -> Bool {
    guard asks else { return yes }
    guard try StandardStream.output.write(Array("\(question) [y/N] ".utf8)) else { throw BrokenPipe() }
    let answer = comparable(readLine() ?? "")
    if answer == "y" || answer == "yes" { return true }
    try emit("Nothing was changed.")
    return false
  }
}
