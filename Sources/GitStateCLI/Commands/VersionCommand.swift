import ArgumentParser
import GitState
import JSON

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Show the version, and those of libgit2 and of the format that is written.",
    discussion: "Example: gitstate version --json | jq -r .version")

  @OptionGroup var output: OutputOptions

  func run() throws {
    if output.isJSON {
      var object: JSONObject = ["version": .string(Versions.gitstate)]
      if let commit = Versions.commit { object["commit"] = .string(commit) }
      object["libgit2"] = .string(Versions.libgit2)
      object["format"] = .integer(Versions.format)
      return try ToolReply.emit(object)
    }
    let commit = Versions.commit.map { " (\($0.prefix(12)))" } ?? ""
    try emit(
      "gitstate \(Versions.gitstate)\(commit), libgit2 \(Versions.libgit2), ledger format \(Versions.format)")
  }
}
