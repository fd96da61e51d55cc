import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

/// A plan of three independent tasks, and workers who carry them out in worktrees.
struct Crew {
  let bench: PlanBench

  var scratch: ScratchRepository { bench.scratch }
  var project: Project { bench.project }

  /// - Parameter files: what the repository's first commit holds beside README.
  init(_ files: [String: String] = [:], base: String? = nil) throws {
    try self.init(Crew.repository(files), base: base)
  }

  /// On a repository that is there.
  init(_ scratch: ScratchRepository, base: String? = nil) throws {
    Library.ignoreUserConfig()
    if let base { try scratch.git("config", "gitstate.base", base) }
    bench = try PlanBench(scratch)
    try bench.create(
      "s1",
      [
        planned("001", "First", provides: ["One"]), planned("002", "Second", provides: ["Two"]),
        planned("003", "Third"),
      ])
  }

  /// A repository on `main` with one commit.
  static func repository(_ files: [String: String] = [:]) throws -> ScratchRepository {
    let scratch = try ScratchRepository()
    try scratch.git("config", "user.name", "Ada")
    try scratch.git("config", "user.email", "ada@example.org")
    try scratch.commit("begin", files: files.merging(["README": "hello\n"]) { given, _ in given })
    return scratch
  }

  /// The folder of a worker's worktree.
  func place(_ worker: String) -> String { scratch.path + "/.worktrees/worker-\(worker)" }

  /// A task's branch, made where it is not there.
  @discardableResult
  func branch(_ id: String) throws -> String {
    try project.createTaskBranch(TaskBranchRequest(task: id)).branch
  }

  @discardableResult
  func create(_ worker: String, _ branch: String, restore: String? = nil) throws -> WorkerTree {
    var request = WorkerTreeRequest(worker: try WorkerID(worker), branch: branch)
    request.restore = restore
    return try project.createWorkerTree(request)
  }

  @discardableResult
  func remove(_ worker: String) throws -> RemovedWorkerTree {
    try project.removeWorkerTree(try WorkerID(worker))
  }

  @discardableResult
  func commit(_ worker: String, _ kind: WorkerMessage.Kind = .implementation, _ summary: String = "Work")
    throws -> CommittedTask
  {
    try project.commitTask(
      .worker(try WorkerID(worker)), WorkerMessage(task: "", kind: kind, summary: summary))
  }

  func sync(_ worker: String, abort: Bool = false) throws -> SyncedWorktree {
    try project.syncWorktree(.worker(try WorkerID(worker)), abort: abort)
  }

  /// Files in a place: written, or deleted where there is nil.
  func put(_ files: [String: String?], in place: String) throws {
    for (file, text) in files {
      if let text {
        try scratch.write(file, text, in: place)
      } else {
        try FileManager.default.removeItem(atPath: "\(place)/\(file)")
      }
    }
  }

  /// A task with a branch, a worker in its worktree, and these changes committed; its branch.
  @discardableResult
  func work(_ id: String, by worker: String, _ files: [String: String?]) throws -> String {
    let branch = try branch(id)
    try create(worker, branch)
    try put(files, in: place(worker))
    try commit(worker, .implementation, "Work on \(id)")
    return branch
  }

  @discardableResult
  func merge(_ branch: String, _ change: (inout MergeRequest) throws -> Void = { _ in }) throws -> MergedTask
  {
    var request = MergeRequest(branch: branch)
    try change(&request)
    return try project.mergeTask(request)
  }

  func task(_ id: String) throws -> PlanTask {
    try #require(try bench.read().plan[PlanTaskID(id)])
  }

  func status(_ id: String) throws -> TaskStatus.Word { try task(id).status.word }

  /// Where a task's work is, as somebody sees it who knows nothing yet.
  func delivery(_ id: String) throws -> Delivery {
    let view = try bench.read()
    return view.plan.delivery(of: try task(id), given: view.facts)
  }

  func tip(_ branch: String) throws -> String { try #require(try scratch.tip("refs/heads/\(branch)")) }

  /// Moves a branch, as git alone does: no index and no file follows.
  func set(_ branch: String, to commit: String) throws {
    try scratch.git("update-ref", "refs/heads/\(branch)", commit)
  }

  /// What any call could have touched: every ref, HEAD, the index byte for byte, every file byte for byte.
  struct Witness: Equatable {
    let refs: [String]
    let head: String
    let index: Data?
    let files: [String]
    /// Which files of a merge are there: `MERGE_HEAD` and the like.
    let state: [String]
  }

  func witness(in place: String? = nil) throws -> Witness {
    let folder = try scratch.git("rev-parse", "--absolute-git-dir", in: place)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Witness(
      refs: try scratch.refs(), head: try String(contentsOfFile: folder + "/HEAD", encoding: .utf8),
      index: FileManager.default.contents(atPath: folder + "/index"),
      files: try scratch.everything(in: place),
      state: names.filter { $0.contains("MERGE") || $0.hasSuffix(".lock") }.sorted())
  }

  /// git finds nothing wrong: objects whole, no lock, no mark of something half done.
  func expectWhole(_ location: SourceLocation = #_sourceLocation) throws {
    try scratch.expectClean(location)
    let marks = try scratch.refs("refs/gitstate/follow/")
    #expect(marks == [], sourceLocation: location)
    #expect(try bench.verify().problem == nil, sourceLocation: location)
  }
}

extension Rejection {
  func detail(_ name: String) -> Detail? { details.first { $0.name == name }?.value }

  /// A list of texts among the details.
  func texts(_ name: String) -> [String] {
    guard case .list(let items)? = detail(name) else { return [] }
    return items.compactMap { item in
      guard case .text(let text) = item else { return nil }
      return text
    }
  }

  /// A field of each record in a list among the details.
  func fields(_ name: String, _ field: String) -> [String] {
    guard case .list(let items)? = detail(name) else { return [] }
    return items.compactMap { item in
      guard case .record(let fields) = item,
        case .text(let text)? = fields.first(where: { $0.name == field })?.value
      else { return nil }
      return text
    }
  }
}

extension Rejection.Next {
  func text(_ name: String) -> String? {
    guard case .text(let text)? = arguments.first(where: { $0.name == name })?.value else { return nil }
    return text
  }
}
