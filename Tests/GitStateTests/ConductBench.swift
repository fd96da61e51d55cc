import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

/// A run on `main` of a real repository, whose modules are worked on in worktrees of their own.
struct Conduct {
  let scratch: ScratchRepository
  let project: Project
  let id: String

  /// - Parameters:
  ///   - modules: the phases' modules; phase 1 has the first.
  ///   - before: what stands uncommitted when the run begins.
  init(_ modules: [[String]] = [["proto"], ["api", "web"]], before: [String: String] = [:]) throws {
    Library.ignoreUserConfig()
    scratch = try Crew.repository(["shared": "1\n2\n3\n"])
    for (file, text) in before { try scratch.write(file, text) }
    project = try Project(at: scratch.path)
    var request = RunRequest("Build DataFlow")
    request.phases = try modules.enumerated().map { try phase("Phase \($0 + 1): P\($0 + 1)", modules: $1) }
    id = try project.startRun(request).view.run.founding?.id.text ?? ""
  }

  var run: Run { get throws { try project.readRun(id).run } }

  func place(_ module: String) -> String { "\(scratch.path)/.worktrees/\(id.prefix(8))-\(module)" }

  func branch(_ module: String) -> String { "orchestration/\(id)/\(module)" }

  func sha(_ revision: String) throws -> String { try scratch.git("rev-parse", revision) }

  @discardableResult
  func create(
    _ module: String, _ files: [String: String] = [:], _ change: (inout ModuleTreeRequest) -> Void = { _ in }
  ) throws -> ModuleTree {
    var request = ModuleTreeRequest(try ModuleName(module), of: id)
    change(&request)
    let made = try project.createModuleTree(request)
    for (file, text) in files { try scratch.write(file, text, in: place(module)) }
    return made
  }

  @discardableResult
  func commit(_ module: String, _ summary: String = "Work") throws -> CommittedTask {
    try project.commitTask(
      .module(try ModuleName(module), run: id),
      WorkerMessage(task: "", kind: .implementation, summary: summary))
  }

  @discardableResult
  func merge(
    _ modules: [String] = [], _ change: (inout ModuleMergeRequest) throws -> Void = { _ in }
  ) throws -> MergedModules {
    var request = ModuleMergeRequest(id)
    request.modules = try modules.map { try ModuleName($0) }
    try change(&request)
    return try project.mergeModules(request)
  }

  @discardableResult
  func save(
    _ phase: String, _ change: (inout CheckpointRequest) -> Void = { _ in }
  ) throws -> TakenCheckpoint {
    var request = CheckpointRequest(try CheckpointNote(phase: phase))
    request.run = id
    change(&request)
    return try project.createCheckpoint(request)
  }

  /// Takes a phase's checkpoint and completes it by that.
  func finish(_ phase: String) throws {
    try save(phase)
    _ = try project.completePhase(id, phase: phase, checkpoint: "latest", result: nil, reason: nil)
  }

  @discardableResult
  func rollBack(
    _ name: String, _ change: (inout RollbackRequest) -> Void = { _ in }
  ) throws -> RolledBack {
    var request = RollbackRequest(name)
    request.run = id
    change(&request)
    return try project.rollBack(request)
  }

  @discardableResult
  func complete(_ change: (inout RunCompletionRequest) -> Void = { _ in }) throws -> CompletedRun {
    var request = RunCompletionRequest(id)
    change(&request)
    return try project.completeRun(request)
  }

  /// What plain git and the ledger's replay say in the end.
  func check() throws {
    try scratch.git("fsck", "--strict", "--no-dangling")
    #expect(try Project(at: scratch.path).verify("run/\(id)").problem == nil)
  }
}
