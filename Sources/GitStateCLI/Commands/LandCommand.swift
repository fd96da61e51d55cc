import ArgumentParser
import GitState
import JSON
import StateMachine

struct LandCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "land",
    abstract: "Bring what was merged on the base onto the default branch.",
    discussion: """
      Forward where that suffices, else by a merge without a checkout. On a conflict nothing moves.

      Example: gitstate land --target main
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let landed = try place.project().land()
    if output.isJSON {
      return try ToolReply.emit([
        "success": true, "changed": .bool(landed.changed), "base": .string(landed.base),
        "target": .string(landed.target), "commit_sha": .string(landed.commit),
        "commits": .integer(landed.commits),
        "files_changed": .integer(landed.files), "way": .string(landed.way),
        "warnings": .array(landed.notes.map { .string($0) }),
      ])
    }
    try emit(LandCommand.text(landed, .output))
  }

  static func text(_ landed: Landed, _ style: Style) -> String {
    let base = plain(landed.base)
    let target = plain(landed.target)
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let commit = landed.commit.prefix(12)
    let notes = landed.notes.map { "\n\(plain($0))" }.joined()
    guard landed.changed else {
      return "\(mark) \(target) has everything of \(base) already, at \(commit)\(notes)"
    }
    let gained =
      landed.way == "start"
      ? "\(target) starts at \(commit)"
      : "\(counted(landed.commits, "commit")), \(counted(landed.files, "file")) changed, now at \(commit)"
    return "\(mark) \(base) \(style.arrow) \(target), \(landed.way): \(gained)\(notes)"
  }
}
