import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A worker's worktree` {
  @Test func `comes with the claim of its task, and once`() throws {
    let crew = try Crew(["a": "1\n"])
    let branch = try crew.branch("001")
    let main = try crew.witness()
    let made = try crew.create("1", branch)
    #expect(made.changed && !made.reused && made.task == "001" && made.branch == branch && made.behind == 0)
    #expect(made.worktree.relativePath == ".worktrees/worker-1" && made.worktree.path == crew.place("1"))
    #expect(try crew.task("001").status.claim?.worker.text == "1" && crew.task("001").attempts == 1)
    #expect(try crew.scratch.git("symbolic-ref", "--short", "HEAD", in: crew.place("1")) == branch)
    let after = try crew.witness()
    #expect(after.head == main.head && after.index == main.index && after.files == main.files)
    #expect(try crew.scratch.status() == [])
    try crew.put(["a": "mine\n"], in: crew.place("1"))
    let before = try crew.witness(in: crew.place("1"))
    for name in ["1", "worker-1"] {
      let again = try crew.create(name, branch)
      #expect(!again.changed && again.reused)
    }
    #expect(try crew.witness(in: crew.place("1")) == before)
    try crew.expectWhole()
  }

  @Test func `of 1 is never taken for that of 10`() throws {
    let crew = try Crew()
    try crew.create("10", crew.branch("001"))
    #expect(try crew.remove("1").removed == false)
    #expect(try crew.status("001") == .claimed)
    try crew.create("1", crew.branch("002"))
    try crew.put(["ten": "10\n"], in: crew.place("10"))
    #expect(try crew.commit("1", .design, "one").branch == "task/002-second")
    #expect(try crew.commit("10", .implementation, "ten").branch == "task/001-first")
    #expect(try crew.remove("worker-1").removed)
    #expect(try crew.status("001") == .claimed && crew.status("002") == .pending)
    #expect(crew.scratch.read("ten", in: crew.place("10")) == "10\n")
    #expect(try crew.project.listWorkerTrees().map(\.worker) == ["10"])
    try crew.expectWhole()
  }

  @Test func `is refused for a task that another worker holds, with the call that shows how it stands`()
    throws
  {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.create("2", branch) })
    #expect(refused.code == .claimed && refused.sentence.contains("worker 1"))
    #expect(refused.next?.tool == "parse_plan" && refused.next?.text("branch")?.hasPrefix("plan/") == true)
    #expect(try crew.witness() == before)
    #expect(!FileManager.default.fileExists(atPath: crew.place("2")))
    // Nobody holds it, and it still stands in a worktree.
    try crew.bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      $0.changed = [patch]
    }
    let other = try #require(rejection { try crew.create("2", branch) })
    #expect(other.code == .branchInUse && other.sentence.contains("worker-1"))
    #expect(other.next?.tool == "remove_worktree" && other.next?.text("worker_id") == "1")
  }

  @Test func `is refused for a branch that a person has checked out`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    try crew.scratch.git("checkout", "--quiet", branch)
    let refused = try #require(rejection { try crew.create("1", branch) })
    #expect(
      refused.code == .branchInUse && refused.sentence.contains(crew.scratch.path) && refused.next == nil)
    #expect(try crew.status("001") == .pending)
  }

  @Test func `on another branch of its plan is rescued and replaced, and the old task is free`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.put(["a": "unsaved\n", "new": "n\n"], in: crew.place("1"))
    let second = try crew.branch("002")
    let made = try crew.create("1", second)
    let rescue = try #require(made.rescued)
    #expect(made.changed && !made.reused && made.task == "002" && rescue.files == 2)
    #expect(try crew.scratch.git("show", "\(rescue.refName):a") == "unsaved")
    #expect(try crew.status("001") == .pending && crew.status("002") == .claimed)
    #expect(try crew.scratch.status(in: crew.place("1")) == [])
    // And back, with what was under way.
    let back = try crew.create("2", "task/001-first", restore: rescue.id)
    #expect(back.restored?.written == 2 && back.changed)
    #expect(crew.scratch.read("a", in: crew.place("2")) == "unsaved\n")
    #expect(crew.scratch.read("new", in: crew.place("2")) == "n\n")
    try crew.expectWhole()
  }

  @Test func `is not taken from a worker at work on another plan, and a free id is told`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.bench.create("s2", [planned("007", "Other")])
    let other = try crew.project.createTaskBranch(TaskBranchRequest(task: "007")).branch
    try crew.put(["a": "unsaved\n"], in: crew.place("1"))
    let before = try crew.witness(in: crew.place("1"))
    let refused = try #require(rejection { try crew.create("1", other) })
    #expect(refused.code == .workerBusy && refused.sentence.contains("plan/s1"))
    #expect(refused.next?.tool == "create_worktree" && refused.next?.text("worker_id") == "2")
    #expect(refused.next?.text("task_branch") == other)
    #expect(try crew.witness(in: crew.place("1")) == before)
    #expect(try crew.create("2", other).task == "007")
    // Once its task is done, the folder is free for the other plan.
    try crew.commit("1")
    try crew.merge("task/001-first")
    try crew.remove("2")
    #expect(try crew.create("1", other).task == "007")
    try crew.expectWhole()
  }

  @Test func `is not taken for a rescue either, and no call is told that would be refused`() throws {
    let crew = try Crew()
    try crew.work("001", by: "1", ["a": "1\n"])
    try crew.create("2", crew.branch("002"))
    try crew.put(["b": "unsaved\n"], in: crew.place("2"))
    let rescue = try #require(try crew.remove("2").rescued)
    try crew.scratch.git("branch", "mine")
    let free = try #require(rejection { try crew.create("1", "mine", restore: rescue.id) })
    #expect(free.code == .workerBusy && free.next?.text("task_branch") == "mine")
    #expect(free.next?.text("restore") == rescue.id)
    let busy = try #require(rejection { try crew.create("1", "main", restore: rescue.id) })
    #expect(busy.code == .workerBusy && busy.next == nil)
    #expect(try crew.create("2", "mine", restore: rescue.id).restored?.written == 1)
  }

  @Test func `of a branch without work starts from the base as it is now`() throws {
    let crew = try Crew()
    let branch = try crew.branch("002")
    let start = try crew.tip(branch)
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    let made = try crew.create("2", branch)
    #expect(made.behind == 0 && crew.scratch.read("a", in: crew.place("2")) == "1\n")
    #expect(try crew.scratch.git("log", "-1", "--format=%P", branch) == "\(start) \(crew.tip("flow"))")
    #expect(try crew.scratch.status(in: crew.place("2")) == [])
    try crew.put(["b": "2\n"], in: crew.place("2"))
    try crew.commit("2")
    #expect(try crew.merge(branch).files == ["b"])
    try crew.expectWhole()
  }

  @Test func `of a branch with work is left, and told how far behind it is`() throws {
    let crew = try Crew()
    let branch = try crew.work("002", by: "2", ["b": "2\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    try crew.remove("2")
    let tip = try crew.tip(branch)
    let made = try crew.create("3", branch)
    let behind = try crew.scratch.git("rev-list", "--count", "\(branch)..flow")
    #expect(try crew.tip(branch) == tip && "\(made.behind)" == behind && made.behind > 0)
  }

  @Test(
    arguments: [
      ("task/009-none", ErrorCode.notFound), ("plan/s1", .notATask), ("main^", .notFound),
      ("main", .notATask),
      ("flow", .notATask), ("feature", .notATask), ("9", .notFound), ("002", .notFound),
    ])
  func `of what is no task's branch is refused, and claims nothing`(name: String, code: ErrorCode) throws {
    let crew = try Crew()
    try crew.branch("001")
    try crew.scratch.git("branch", "feature")
    let before = try crew.witness()
    #expect(rejection { try crew.create("1", name) }?.code == code)
    #expect(try crew.witness() == before)
  }

  @Test func `of a completed task is refused with the call that opens it again`() throws {
    let crew = try Crew()
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.merge(branch)
    try crew.remove("1")
    let refused = try #require(rejection { try crew.create("2", branch) })
    #expect(refused.code == .wrongState && refused.next?.tool == "update_plan_branch")
    #expect(!FileManager.default.fileExists(atPath: crew.place("2")))
  }

  @Test func `frees what else its worker holds, also where its folder was taken away by git alone`() throws {
    let crew = try Crew()
    for id in ["001", "002"] {
      try crew.work(id, by: "1", [id: "x\n"])
      try crew.scratch.git("worktree", "remove", "--force", crew.place("1"))
    }
    #expect(try crew.status("001") == .pending && crew.status("002") == .claimed)
    let made = try crew.create("1", crew.branch("003"))
    #expect(made.released == ["002"])
    #expect(try crew.status("002") == .pending && crew.status("003") == .claimed)
    #expect(try crew.create("1", "task/003-third").released == [])
    try crew.expectWhole()
  }

  @Test func `with a rescue that is not there, or holds no files, is refused before the claim`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    // What a detached HEAD left: commits and no files.
    try crew.create("9", crew.branch("002"))
    try crew.scratch.git("checkout", "--quiet", "--detach", in: crew.place("9"))
    try crew.scratch.commit("loose", in: crew.place("9"))
    let rescue = try #require(try crew.remove("9").rescued)
    #expect(rescue.path == nil)
    #expect(try crew.status("002") == .pending)
    let before = try crew.witness()
    #expect(
      rejection { try crew.create("1", branch, restore: "20200101T000000Z-00000000") }?.code == .notFound)
    let commits = rejection { try crew.create("1", branch, restore: rescue.id) }
    #expect(commits?.code == .wrongState && commits?.remedy?.contains("git branch") == true)
    #expect(try crew.witness() == before)
  }

  @Test func `gives its claim back where it can't be made`() throws {
    let crew = try Crew()
    let branch = try crew.branch("001")
    try crew.scratch.write(".worktrees/worker-1", "a file\n")
    #expect(rejection { try crew.create("1", branch) }?.code == .outsideRepository)
    #expect(try crew.status("001") == .pending)
    #expect(crew.scratch.read(".worktrees/worker-1") == "a file\n")
    try crew.expectWhole()
  }
}
