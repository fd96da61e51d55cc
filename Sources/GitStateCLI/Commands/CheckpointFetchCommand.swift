import ArgumentParser
import GitState
import JSON
import StateMachine

struct CheckpointFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch checkpoints and rescues from another repository, over the system's git.",
    discussion: """
      Whatever is here stays as it is: a number that means another checkpoint there is named, and the exit code is 65. \
      Prints what it runs; hooks stay off, and where the repository's own config names a program, nothing is run.

      Example: gitstate checkpoint fetch origin
      """)

  @Argument(help: ArgumentHelp("A remote, an address or a path; else origin.", valueName: "remote"))
  var remote: String?

  @OptionGroup var carried: CarriedOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  /// They are looked at before they get their names, so they come in beside.
  private var refspecs: [String] {
    carried.folders.map { "refs/gitstate/\($0)/*:\(Project.incoming)\($0)/*" }
  }

  func run() throws {
    let project = try place.project()
    let remote = try Remote(remote, of: project)
    let log = ProgramLog(isQuiet: output.isJSON)
    let git = try SystemGit(for: project, listener: log.hear)
    let received = try project.receive { try git.fetch(refspecs, from: remote) }
    if output.isJSON {
      try emitJSON(remote, received, log.ran)
    } else {
      try emit(try report(received, project).render(from: remote.text, .output))
    }
    if !received.collisions.isEmpty { throw ExitCode(65) }
  }

  private func report(_ received: ReceivedRefs, _ project: Project) throws -> FetchReport {
    var report = FetchReport(new: received.new.map(\.name), known: received.known, odd: received.odd)
    // Each line that is proposed is to work, so no name is proposed twice.
    var proposed: Set<String> = []
    for collision in received.collisions {
      let free = try project.freeName(beside: collision.name)
      report.collisions.append(
        .init(
          ref: collision.name, here: collision.here, there: collision.there,
          free: free.flatMap { proposed.insert($0).inserted ? $0 : nil }))
    }
    return report
  }

  private func emitJSON(_ remote: Remote, _ received: ReceivedRefs, _ ran: [String]) throws {
    try ToolReply.emit([
      "success": .bool(received.collisions.isEmpty), "changed": .bool(!received.new.isEmpty),
      "remote": .string(remote.text),
      "fetched": .array(received.new.map { ["ref": .string($0.name), "sha": .string($0.sha)] }),
      "known": .integer(received.known),
      "collisions": .array(
        received.collisions.map {
          ["ref": .string($0.name), "here": .string($0.here), "there": .string($0.there)]
        }),
      "left_out": .array(received.odd.map { .string($0) }),
      "refspecs": .array(refspecs.map { .string($0) }), "ran": .array(ran.map { .string($0) }),
    ])
  }
}
