import ArgumentParser
import GitState
import JSON
import StateMachine

struct CheckpointPushCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Push checkpoints and rescues to another repository, over the system's git.",
    discussion: """
      Carries refs/gitstate/checkpoints, rescue and archive, and never replaces what is there. Prints what it runs; hooks \
      stay off, and where the repository's own config names a program, nothing is run. A rescue may hold files that git \
      ignores: --no-rescues leaves them here.

      Example: gitstate checkpoint push origin
      """)

  @Argument(help: ArgumentHelp("A remote, an address or a path; else origin.", valueName: "remote"))
  var remote: String?

  @OptionGroup var carried: CarriedOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let remote = try Remote(remote, of: project)
    let refs = try project.carriedRefs(of: carried.folders)
    guard !refs.isEmpty else {
      if output.isJSON { return try emitJSON(remote, PushReport(), []) }
      return try emit("There is nothing to push: no checkpoint and no rescue was taken here.")
    }
    let log = ProgramLog(isQuiet: output.isJSON)
    let pushed = try SystemGit(for: project, listener: log.hear).push(carried.refspecs, to: remote)
    let report = PushReport(porcelain: pushed.lines)
    if pushed.status != 0, report.refused.isEmpty {
      throw SystemGit.failed("push", pushed.status, pushed.last, remote)
    }
    if output.isJSON {
      try emitJSON(remote, report, log.ran)
    } else {
      try emit(report.render(to: remote.text, .output))
    }
    if !report.refused.isEmpty { throw ExitCode(65) }
  }

  private func emitJSON(_ remote: Remote, _ report: PushReport, _ ran: [String]) throws {
    try ToolReply.emit([
      "success": .bool(report.refused.isEmpty), "changed": .bool(!report.pushed.isEmpty),
      "remote": .string(remote.text), "pushed": .array(report.pushed.map { .string($0) }),
      "known": .integer(report.known),
      "refused": .array(report.refused.map { ["ref": .string($0.ref), "why": .string($0.why)] }),
      "refspecs": .array(carried.refspecs.map { .string($0) }), "ran": .array(ran.map { .string($0) }),
    ])
  }
}

/// What is carried to and from another repository.
struct CarriedOptions: ParsableArguments {
  @Flag(name: .customLong("no-rescues"), help: "Leave rescues where they are.")
  var leavesRescues = false

  /// Folders below refs/gitstate.
  var folders: [String] { CarriedRef.folders.filter { $0 != "rescue" || !leavesRescues } }

  var refspecs: [String] { folders.map { "refs/gitstate/\($0)/*:refs/gitstate/\($0)/*" } }
}

/// What is heard of a program: shown beside the output, or kept for JSON.
final class ProgramLog {
  private let isQuiet: Bool
  private(set) var ran: [String] = []

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func hear(_ said: SystemGit.Said) {
    switch said {
    case .starting(let line):
      ran.append(line)
      if !isQuiet { remark(Style.errors.paint("$ \(line)", .dim)) }
    case .line(let line): if !isQuiet { remark("  " + plain(line)) }
    }
  }
}
