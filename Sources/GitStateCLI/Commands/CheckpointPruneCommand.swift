import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct CheckpointPruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove old checkpoints for good, all in one batch. Nothing expires by itself.",
    discussion: """
      On a terminal it shows what goes and asks; a script gives --yes. The checkpoints of runs that go on stay, and the \
      last one of each branch and run, so that no number is given twice.

      Example: gitstate checkpoint prune --older-than 4w --dry-run
      """)

  @OptionGroup var age: AgeOptions
  @OptionGroup var consent: ConsentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    try consent.expectPerson(
      for: "gitstate checkpoint prune --older-than \(age.olderThan)h", which: "removes checkpoints for good",
      output)
    let project = try place.project()
    let moment = age.moment(at: project.now)
    var found = try project.pruneCheckpoints(before: moment, rehearsing: true)
    var sizes = try found.removed.map { try project.size(of: $0) }
    let isDone = try PruneSteps(consent: consent, output: output).run(page(found, sizes, project)) {
      // Those that another removed meanwhile are not counted.
      let known = Dictionary(zip(found.removed, sizes)) { first, _ in first }
      found = try project.pruneCheckpoints(before: moment)
      sizes = found.removed.map { known[$0] ?? 0 }
      return page(found, sizes, project)
    }
    guard output.isJSON else { return }
    try ToolReply.emit([
      "success": true, "changed": .bool(isDone && !found.removed.isEmpty), "dry_run": .bool(consent.dryRun),
      "before": .string(moment.description),
      "removed": .array(
        zip(found.removed, sizes).map { checkpoint, size in
          var object = CheckpointResult.json(checkpoint)
          object["size"] = .integer(size)
          return .object(object)
        }), "needed": .array(found.needed.map { .string($0.id) }), "size": .integer(sizes.reduce(0, +)),
    ])
  }

  private func page(_ found: PrunedCheckpoints, _ sizes: [Int], _ project: Project) -> PrunePage {
    PrunePage(
      noun: "checkpoint",
      removed: zip(found.removed, sizes).map {
        .init(
          id: $0.id, taken: Timestamp(seconds: $0.created), files: $0.files, size: $1, why: $0.note.phase)
      }, needed: found.needed.map(\.id),
      reason: "of a run that goes on, needed by a rollback, or the last of its branch", now: project.now)
  }
}
