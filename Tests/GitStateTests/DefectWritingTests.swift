import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Defects of the original in what it wrote` {
  /// The original's `git checkout -f flow` threw a dirty README away and left a detached HEAD on flow.
  @Test func `9, destruction: uncommitted changes and a detached HEAD stay`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    try bench.scratch.git("checkout", "--quiet", "--detach")
    try bench.scratch.write("README", "mine\n")
    try bench.scratch.write("new", "mine too\n")
    let head = bench.scratch.read(".git/HEAD")
    try bench.create()
    _ = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    try bench.learn("x")
    #expect(bench.scratch.read("README") == "mine\n" && bench.scratch.read("new") == "mine too\n")
    #expect(bench.scratch.read(".git/HEAD") == head)
    #expect(try bench.scratch.status() == [" M README", "?? new"])
  }

  /// Every call of the original moved HEAD, and with it the index and the files.
  @Test func `10, churn: HEAD, index and files are not even touched`() throws {
    let bench = try PlanBench()
    func state() throws -> [String] {
      try ["HEAD", "index", "../README", "logs/HEAD"].map {
        let file = try FileManager.default.attributesOfItem(atPath: bench.scratch.gitDirectory + "/" + $0)
        return "\($0) \(file[.modificationDate] ?? "") \(file[.systemFileNumber] ?? "")"
      }
    }
    let before = try state()
    try bench.create()
    _ = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    try bench.learn("x")
    _ = try bench.read()
    #expect(try state() == before)
  }

  /// Of 8 parallel calls of the original 3 succeeded, and one metadata commit landed on flow and on another's branch.
  @Test func `11, races: 8 task branches at once, each with its own commit`() async throws {
    let bench = try PlanBench()
    try bench.create("s1", (1...8).map { try planned("20\($0)") })
    let flow = try bench.scratch.tip("flow")
    await withTaskGroup(of: Void.self) { group in
      for index in 1...8 {
        group.addTask {
          do {
            #expect(try bench.stranger().createTaskBranch(TaskBranchRequest(task: "20\(index)")).changed)
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
    for index in 1...8 {
      let branch = "task/20\(index)-work"
      #expect(try bench.scratch.git("log", "--format=%s", "flow..\(branch)") == "Initialize \(branch)")
    }
    #expect(try bench.scratch.tip("flow") == flow)
    #expect(try bench.read().plan.tasks.allSatisfy { $0.branch != nil })
    #expect(try bench.verify().problem == nil)
    try bench.scratch.expectClean()
  }

  /// A call of the original that failed left three files staged on flow.
  @Test func `12, failed calls: they leave nothing behind`() throws {
    let bench = try PlanBench()
    let refs = try bench.scratch.refs()
    let objects = try bench.scratch.git("count-objects")
    for tasks in [[try planned("001"), try planned("001")], [try planned("001", after: ["009"])]] {
      #expect(rejection { try bench.create("s1", tasks) } != nil)
    }
    #expect(
      rejection { try bench.project.createTaskBranch(TaskBranchRequest(task: "001")) }?.code == .notFound)
    #expect(try bench.scratch.refs() == refs && bench.scratch.status().isEmpty)
    #expect(try bench.scratch.git("count-objects") == objects)
  }

  /// The original told workers to check flow out, which was checked out elsewhere: rc 128.
  @Test func `15, merging: it needs no checkout, and a base that is checked out follows`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("checkout", "--quiet", "-b", "flow")
    try bench.create()
    let made = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    let place = try bench.checkout(made.branch)
    try bench.scratch.commit("[task-001] Complete: x", files: ["model": "model\n"], in: place)
    let merged = try bench.project.mergeTask(MergeRequest(branch: made.branch))
    #expect(merged.completed && merged.files == ["model"])
    #expect(bench.scratch.read("model") == "model\n")
    #expect(try bench.scratch.status() == [])
    #expect(try bench.read().plan.tasks[0].status.word == .completed)
    try bench.scratch.expectClean()
  }

  /// The original missed fast-forward and squash merges, merges without the section and bases of other names, and
  /// answered duplicates.
  @Test func `16, provides: what is delivered counts, however it came, and once`() throws {
    let bench = try PlanBench()
    try bench.scratch.git("config", "gitstate.base", "main")
    try bench.create(
      "s1",
      [
        planned("001", provides: ["Fast"]), planned("002", provides: ["Squashed", "fast "]),
        planned("003", provides: ["Merged"]),
        planned("004", provides: ["Not yet"]),
      ])
    for id in ["001", "002", "003", "004"] {
      _ = try bench.project.createTaskBranch(TaskBranchRequest(task: id))
    }
    try bench.scratch.git("merge", "--quiet", "--ff-only", "task/001-work")
    try bench.scratch.git("merge", "--quiet", "--no-ff", "-m", "no section", "task/003-work")
    let squash = try bench.scratch.commit("squash of 002", files: ["two": "2"])
    try bench.update {
      $0.completed = [
        .init(id: try PlanTaskID("001")), .init(id: try PlanTaskID("002"), commit: squash),
        .init(id: try PlanTaskID("003")),
        .init(id: try PlanTaskID("004")),
      ]
    }
    #expect(try bench.project.provides(of: "s1") == ["Fast", "Squashed", "Merged"])
    try bench.create("s2", [planned("001", provides: ["Other session"])])
    #expect(try bench.project.provides(of: nil) == ["Fast", "Squashed", "Merged"])
    #expect(try bench.project.provides(of: "s2").isEmpty)
    try bench.scratch.git("reset", "--quiet", "--hard", squash + "~3")
    #expect(try bench.stranger().provides(of: "s1").isEmpty)
  }

  /// The original ended with an UnboundLocalError.
  @Test func `17, no repository: it is said`() throws {
    let folder = try ScratchFolder()
    let rejection = rejection { try Project(at: folder.path) }
    #expect(
      rejection.map { [.noRepository, .notFound].contains($0.code) } == true, "\(rejection?.sentence ?? "")")
  }

  /// `commit.cleanup=strip` deleted every heading of the original's commits; hooks and signing ran on them.
  @Test func `18, config: no cleanup, hook or signature touches a metadata commit`() throws {
    let bench = try PlanBench()
    for (name, value) in [
      ("commit.cleanup", "strip"), ("commit.gpgsign", "true"), ("core.hooksPath", "hooks"),
      ("i18n.commitEncoding", "latin1"),
      ("core.commentChar", "G"), ("commit.template", "/nowhere"), ("user.signingkey", "nobody"),
    ] {
      try bench.scratch.git("config", name, value)
    }
    for hook in ["commit-msg", "pre-commit", "post-commit", "reference-transaction", "prepare-commit-msg"] {
      try bench.scratch.write("hooks/\(hook)", "#!/bin/sh\ntouch \(bench.scratch.folder.path)/ran\nexit 1\n")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: bench.scratch.path + "/hooks/\(hook)")
    }
    try bench.create()
    let made = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    #expect(!FileManager.default.fileExists(atPath: bench.scratch.folder.path + "/ran"))
    let raw = try bench.scratch.git("cat-file", "commit", made.branch)
    #expect(raw.contains("\n## Task Metadata\n") && !raw.contains("gpgsig") && !raw.contains("\nencoding "))
    #expect(try bench.stranger().readTask(made.branch).branch.metadata.id == "001")
  }

  /// The second session of the original failed where the first had a branch of that slug.
  @Test func `19, collisions: another session is offered a free name`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001", "User model")])
    try bench.create("s2", [planned("001", "User model")])
    var request = TaskBranchRequest(task: "001")
    request.plan = "s1"
    let first = try bench.project.createTaskBranch(request)
    request.plan = "s2"
    let taken = try #require(rejection { try bench.project.createTaskBranch(request) })
    #expect(taken.code == .nameTaken)
    let offer = taken.details.first { $0.name == "free_slug" }?.value
    guard case .text(let slug) = offer else {
      Issue.record("no free slug: \(taken)")
      return
    }
    request.slug = try Slug(slug)
    let second = try bench.project.createTaskBranch(request)
    #expect(second.branch != first.branch && second.branch == "task/001-user-model-2")
    #expect(try bench.project.readTask(second.branch).plan?.session.text == "s2")
  }

  /// Of two writers of the original the last won; nothing was validated.
  @Test func `20, lost updates: a writer that is behind is told`() throws {
    let bench = try PlanBench()
    try bench.create()
    let seen = try bench.read().reading.seq
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    #expect(rejection { try bench.learn("late", guarded: WriteGuard(expectedSeq: seen)) }?.code == .overtaken)
    try bench.learn("on top")
    #expect(try bench.read().plan.tasks[0].status.word == .completed)
    let warnings = try bench.create("s2", [planned("001", needs: ["Moon"])]).view.warnings
    #expect(warnings == [#"Nothing provides "Moon", which task 001 needs."#])
  }
}

@Suite struct `A plan of a name that was used before` {
  @Test func `takes nothing from the merges of its predecessor`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001", "Old")])
    let old = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    try bench.put("work\n", on: old.branch)
    _ = try bench.project.mergeTask(MergeRequest(branch: old.branch))
    try bench.scratch.git("branch", "-D", "plan/s1", old.branch)
    try bench.create("s1", [planned("001", "New")])
    _ = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    try bench.learn("x")
    let view = try bench.read()
    #expect(view.facts.unfinished.isEmpty)
    #expect(view.plan.tasks[0].status == .pending)
  }

  @Test func `goes on where a merged task was cancelled before its completion was recorded`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001"), planned("002")])
    let made = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    // The crash: the base has moved, the ledger does not know, and somebody cancelled the task.
    let tip = try bench.put("work\n", on: made.branch)
    let plan = try #require(try bench.scratch.tip("plan/s1"))
    _ = try bench.project.mergeTask(MergeRequest(branch: made.branch))
    let merge = try #require(try bench.scratch.tip("flow"))
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", plan)
    try bench.scratch.git("update-ref", "refs/heads/flow", "\(merge)^")
    _ = try bench.stranger().updatePlan("s1") { plan throws(Rejection) in
      var update = PlanUpdate()
      update.cancelled = [try plan.task(named: "001").id]
      return update
    }
    try bench.scratch.git("update-ref", "refs/heads/flow", merge)
    let project = try bench.stranger()
    _ = try project.updatePlan("s1") { _ in
      var update = PlanUpdate()
      update.learnings = "goes on"
      return update
    }
    #expect(try bench.read().plan.tasks[0].status.word == .cancelled)
    #expect(tip != merge)
  }

  @Test func `is completed by the next write where a crash stood between base and ledger`() throws {
    let bench = try PlanBench()
    try bench.create("s1", [planned("001"), planned("002", after: ["001"])])
    let made = try bench.project.createTaskBranch(TaskBranchRequest(task: "001"))
    try bench.put("work\n", on: made.branch)
    let plan = try #require(try bench.scratch.tip("plan/s1"))
    _ = try bench.project.mergeTask(MergeRequest(branch: made.branch))
    try bench.scratch.git("update-ref", "refs/heads/plan/s1", plan)
    let view = try bench.read()
    #expect(view.facts.unfinished.map(\.task.text) == ["001"])
    #expect(view.warnings.contains("Task 001 is merged, and the next write to the plan completes it."))
    _ = try bench.stranger().createTaskBranch(TaskBranchRequest(task: "002"))
    #expect(try bench.read().plan.tasks[0].status.word == .completed)
    #expect(try bench.verify().problem == nil)
  }
}
