import Foundation
import GitState
import StateMachine
import Synchronization
import TestSupport
import Testing

/// A scratch repository with a plan's operations on it, at a time that the test moves.
final class PlanBench: Sendable {
  let scratch: ScratchRepository
  let project: Project
  private let clock: Clock

  /// The time that operations see.
  final class Clock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64) { self.seconds = Mutex(seconds) }

    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }

    func pass(_ seconds: Int64) { self.seconds.withLock { $0 += seconds } }
  }

  /// A repository whose `main` has one commit, and a project on it.
  init(_ scratch: ScratchRepository? = nil) throws {
    let place = try scratch ?? ScratchRepository()
    if scratch == nil {
      try place.commit("begin", files: ["README": "hello\n"])
      try place.git("config", "user.name", "Ada")
      try place.git("config", "user.email", "ada@example.org")
    }
    let clock = Clock(HermeticGit.seconds + 3_600)
    var settings = Project.Settings()
    settings.now = { clock.now }
    self.clock = clock
    self.scratch = place
    project = try Project(at: place.path, settings: settings)
  }

  /// Another project on the same repository, which knows nothing of what this one read.
  func stranger() throws -> Project {
    let clock = clock
    var settings = Project.Settings()
    settings.now = { clock.now }
    return try Project(at: scratch.path, settings: settings)
  }

  func pass(_ seconds: Int64 = 60) { clock.pass(seconds) }

  @discardableResult
  func create(_ id: String = "s1", _ tasks: [TaskDefinition]? = nil, guarded: WriteGuard = WriteGuard())
    throws -> PlanChange
  {
    var draft = PlanFounding(session: try SessionID(id), request: "Add login", base: "flow")
    draft.tasks =
      try tasks ?? [planned("001", provides: ["User model"]), planned("002", needs: ["User model"])]
    return try project.createPlan(draft, guarded: guarded)
  }

  @discardableResult
  func update(
    _ id: String = "s1", guarded: WriteGuard = WriteGuard(), _ body: (inout PlanUpdate) throws -> Void
  ) throws -> PlanChange {
    var update = PlanUpdate()
    try body(&update)
    let given = update
    return try project.updatePlan(id, guarded: guarded) { _ in given }
  }

  @discardableResult
  func learn(_ text: String, _ id: String = "s1", guarded: WriteGuard = WriteGuard()) throws -> PlanChange {
    try update(id, guarded: guarded) { $0.learnings = text }
  }

  /// The plan as somebody reads it who never read it before.
  func read(_ id: String = "s1", at past: String? = nil) throws -> PlanView {
    try stranger().readPlan(id, at: past)
  }

  func verify(_ id: String = "s1") throws -> Verification { try stranger().verify(id) }

  /// The whole message of a commit.
  func message(_ commit: String = "plan/s1") throws -> String {
    try scratch.git("log", "-1", "--format=%B", commit)
  }

  /// A trailer of a commit, as git finds it.
  func trailer(_ name: String, of commit: String = "plan/s1") throws -> String {
    try scratch.git("log", "-1", "--format=%(trailers:key=Gitstate-\(name),valueonly,separator=)", commit)
  }

  /// Puts a commit with any message on a branch: its parent is the branch's tip, its tree that of the tip.
  @discardableResult
  func put(_ message: String, on branch: String = "plan/s1", at seconds: Int64 = HermeticGit.seconds) throws
    -> String
  {
    let parent = try scratch.tip("refs/heads/\(branch)") ?? scratch.git("rev-parse", "HEAD")
    let commit = try scratch.git(
      "commit-tree", "\(parent)^{tree}", "-p", parent, "-F", "-", at: seconds, input: message)
    try scratch.git("update-ref", "refs/heads/\(branch)", commit)
    return commit
  }

  /// A worktree beside the repository in which a branch is checked out.
  func checkout(_ branch: String) throws -> String {
    let place = scratch.folder.path + "/at-\(UUID().uuidString.prefix(8))"
    try scratch.git("worktree", "add", "--quiet", place, branch)
    return place
  }
}

/// A task in a few words.
func planned(
  _ id: String, _ description: String = "Work", needs: [String] = [], provides: [String] = [],
  after: [String] = []
) throws -> TaskDefinition {
  var task = TaskDefinition(id: try PlanTaskID(id), description: description)
  task.preconditions = try needs.map { try Capability($0) }
  task.provides = try provides.map { try Capability($0) }
  task.dependsOn = try after.map { try PlanTaskID($0) }
  return task
}

/// The rejection by which something is refused; nil, with an issue, where it is not.
func rejection(_ location: SourceLocation = #_sourceLocation, _ body: () throws -> some Any) -> Rejection? {
  do {
    let value = try body()
    Issue.record("not refused: \(value)", sourceLocation: location)
  } catch let rejection as Rejection {
    return rejection
  } catch {
    Issue.record("\(error)", sourceLocation: location)
  }
  return nil
}
