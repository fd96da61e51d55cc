import ArgumentParser
import GitState
import JSON
import StateMachine

struct RescuePruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove old rescues for good, all in one batch. Nothing expires by itself.",
    discussion: """
      On a terminal it shows what goes and asks; a script gives --yes. What a rollback or a merge under way needs stays.

      Example: gitstate rescue prune --older-than 30d --dry-run
      """)

  @OptionGroup var age: AgeOptions
  @OptionGroup var consent: ConsentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    try consent.expectPerson(
      for: "gitstate rescue prune --older-than \(age.olderThan)h", which: "removes rescues for good", output)
    let project = try place.project()
    let moment = age.moment(at: project.now)
    var found = try project.pruneRescues(before: moment, rehearsing: true)
    var sizes = try found.removed.map { try project.size(of: $0) }
    let isDone = try PruneSteps(consent: consent, output: output).run(page(found, sizes, project)) {
      // Those that another removed meanwhile are not counted.
      let known = Dictionary(zip(found.removed, sizes)) { first, _ in first }
      found = try project.pruneRescues(before: moment)
      sizes = found.removed.map { known[$0] ?? 0 }
      return page(found, sizes, project)
    }
    guard output.isJSON else { return }
    try ToolReply.emit([
      "success": true, "changed": .bool(isDone && !found.removed.isEmpty), "dry_run": .bool(consent.dryRun),
      "before": .string(moment.description),
      "removed": .array(
        zip(found.removed, sizes).map { rescue, size in
          var object = rescue.json
          object["restore"] = nil
          object["size"] = .integer(size)
          return .object(object)
        }), "needed": .array(found.needed.map { .string($0.id) }), "size": .integer(sizes.reduce(0, +)),
    ])
  }

  private func page(_ found: PrunedRescues, _ sizes: [Int], _ project: Project) -> PrunePage {
    PrunePage(
      noun: "rescue",
      removed: zip(found.removed, sizes).map {
        .init(
          id: $0.id, taken: Timestamp(seconds: $0.created), files: $0.files, size: $1, why: $0.reason)
      }, needed: found.needed.map(\.id), reason: "a rollback or a merge under way needs it",
      now: project.now)
  }
}

/// Shows what pruning takes away, asks, and does it.
struct PruneSteps {
  let consent: ConsentOptions
  let output: OutputOptions

  /// - Parameter prune: does it, and answers what it took.
  /// - Returns: whether it was done.
  func run(_ page: PrunePage, _ prune: () throws -> PrunePage) throws -> Bool {
    if consent.dryRun {
      if !output.isJSON {
        try emit(page.preview(.output) + (page.removed.isEmpty ? "" : "\nNothing was removed: --dry-run."))
      }
      return false
    }
    if consent.asks {
      try emit(page.preview(.output))
      guard !page.removed.isEmpty, try consent.isGiven(to: "Remove?") else { return false }
    }
    let done = try prune()
    if !output.isJSON { try emit(done.done(.output)) }
    return true
  }
}
