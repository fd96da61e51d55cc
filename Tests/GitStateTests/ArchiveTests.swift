import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A plan that is put away` {
  let crew: Crew

  init() throws {
    crew = try Crew()
  }

  /// All three tasks done: two merged from branches of their own, one without any.
  private func finish() throws {
    for (id, worker) in [("001", "1"), ("002", "2")] {
      let branch = try crew.work(id, by: worker, [id: "1\n"])
      _ = try crew.merge(branch)
      try crew.remove(worker)
    }
    try complete("003")
  }

  private func complete(_ ids: String...) throws {
    try crew.bench.update { update in update.completed = try ids.map { .init(id: try PlanTaskID($0)) } }
  }

  private func heads() throws -> [String] {
    try crew.scratch.refs("refs/heads").filter {
      !$0.contains("refs/heads/main") && !$0.contains("refs/heads/flow")
    }
  }

  @Test func `goes with its branches, can be read meanwhile, and comes back as it was`() throws {
    try finish()
    let before = try heads()
    #expect(before.count == 3)
    let seq = try crew.bench.read().reading.seq
    let change = try crew.project.archivePlan("s1")
    #expect(change.changed && change.plan == "plan/s1" && change.left == [])
    #expect(change.archived?.branches.map(\.name) == ["task/001-first", "task/002-second"])
    #expect(try heads() == [])
    #expect(try crew.scratch.refs("refs/gitstate/archive").count == 1)
    for name in ["s1", "plan/s1", "archive/s1", "refs/gitstate/archive/s1"] {
      let view = try crew.project.readPlan(name)
      #expect(
        view.state == .archived && view.state.workflowState == "completed" && view.branch == "archive/s1")
      #expect(view.progress.completed == 3 && view.reading.seq == seq)
      #expect(try crew.project.history(of: name, limit: 200, cursor: nil).total == seq)
      #expect(try crew.project.verify(name).problem == nil)
    }
    #expect(try crew.project.listPlans().isEmpty)
    #expect(try crew.project.listArchives().map(\.branch) == ["archive/s1"])
    let overview = try crew.project.overview()
    #expect(overview.archived == 1 && overview.completed == 0 && overview.active.isEmpty)
    // What nothing but the archive holds, git keeps.
    try crew.scratch.git("gc", "-q", "--prune=now")
    #expect(try crew.bench.stranger().archivePlan("s1").changed == false)
    let back = try crew.bench.stranger().unarchivePlan("s1")
    #expect(back.changed && back.archived?.branches.count == 2)
    #expect(try heads() == before)
    #expect(try crew.scratch.refs("refs/gitstate/archive") == [])
    #expect(try crew.project.unarchivePlan("s1").changed == false)
    #expect(try crew.bench.read().state == .completed)
    try crew.expectWhole()
  }

  @Test func `stays while a task is held, open or not merged, and while a branch is checked out`() throws {
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    let held = rejection { try crew.project.archivePlan("s1") }
    #expect(held?.code == .claimed && held?.next?.tool == "release_task")
    _ = try crew.project.releaseTask("s1", task: "001", worker: WorkerID("1"), reason: nil)
    let unmerged = rejection { try crew.project.archivePlan("s1") }
    #expect(unmerged?.code == .wrongState && unmerged?.sentence.contains(branch) == true)
    #expect(unmerged?.next?.tool == "merge_task_branch")
    _ = try crew.merge(branch)
    let open = rejection { try crew.project.archivePlan("s1") }
    #expect(open?.code == .wrongState && open?.sentence.contains("1 of 3 tasks delivered") == true)
    try complete("002", "003")
    let checkedOut = rejection { try crew.project.archivePlan("s1") }
    #expect(checkedOut?.code == .branchInUse && checkedOut?.next?.tool == "remove_worktree")
    #expect(try crew.scratch.refs("refs/gitstate/archive") == [])
    #expect(try heads().count == 2)
    try crew.remove("1")
    #expect(try crew.project.archivePlan("s1").changed)
    try crew.expectWhole()
  }

  @Test func `is refused to writers, with the line that brings it back`() throws {
    try finish()
    _ = try crew.project.archivePlan("s1")
    let refused = rejection { try crew.bench.learn("late") }
    #expect(refused?.code == .wrongState && refused?.remedy?.contains("gitstate plan unarchive s1") == true)
    #expect(rejection { try crew.project.unarchivePlan("s2") }?.code == .notFound)
    #expect(rejection { try crew.project.archivePlan("s2") }?.code == .notFound)
  }

  @Test func `takes work with it that is not merged only where that is asked for`() throws {
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.remove("1")
    try crew.bench.update { update in
      update.cancelled = try ["001", "002", "003"].map { try PlanTaskID($0) }
    }
    #expect(rejection { try crew.project.archivePlan("s1") }?.sentence.contains(branch) == true)
    let tip = try crew.tip(branch)
    #expect(try crew.project.archivePlan("s1", withUnmerged: true).changed)
    try crew.scratch.git("gc", "-q", "--prune=now")
    _ = try crew.project.unarchivePlan("s1")
    #expect(try crew.tip(branch) == tip)
  }

  @Test func `takes what is done and not merged only where nothing else is open`() throws {
    let branch = try crew.work("001", by: "1", ["a": "1\n"])
    try crew.remove("1")
    try complete("001", "002")
    // What would be refused all the same is not advised.
    let open = rejection { try crew.project.archivePlan("s1") }
    #expect(open?.sentence.contains(branch) == true && open?.remedy?.contains("--with-unmerged") == false)
    #expect(rejection { try crew.project.archivePlan("s1", withUnmerged: true) }?.code == .wrongState)
    try complete("003")
    #expect(try crew.bench.read().state == .active)
    let unmerged = rejection { try crew.project.archivePlan("s1") }
    #expect(unmerged?.remedy?.contains("--with-unmerged archives it") == true)
    #expect(try crew.project.archivePlan("s1", withUnmerged: true).archived?.branches.map(\.name) == [branch])
    #expect(try crew.project.unarchivePlan("s1").changed)
    #expect(try crew.bench.read().state == .active)
    try crew.expectWhole()
  }

  @Test func `is watched on when it is back, and by its archive's name too`() throws {
    try finish()
    for name in ["s1", "archive/s1"] {
      var news: PlanNews
      if name == "s1" {
        news = try crew.project.news(of: name, after: nil)
        let before = try crew.project.pulse(of: news.view)
        _ = try crew.project.archivePlan("s1")
        #expect(try crew.project.pulse(of: news.view) != before)
        news = try crew.project.news(since: news)
      } else {
        _ = try crew.project.archivePlan("s1")
        news = try crew.project.news(of: name, after: nil)
      }
      #expect(news.view.state == .archived)
      let away = try crew.project.pulse(of: news.view)
      #expect(try crew.project.pulse(of: news.view) == away)
      _ = try crew.project.unarchivePlan("s1")
      #expect(try crew.project.pulse(of: news.view) != away)
      news = try crew.project.news(since: news)
      #expect(news.view.state == .completed && news.view.branch == "plan/s1")
      let back = try crew.project.pulse(of: news.view)
      try crew.bench.learn("More of \(name)")
      #expect(try crew.project.pulse(of: news.view) != back)
      #expect(try crew.project.news(since: news).steps.count == 1)
    }
  }

  @Test func `makes room for another plan of its id, and each comes back by its own name`() throws {
    try finish()
    _ = try crew.project.archivePlan("s1")
    try crew.bench.create("s1", [planned("001", "First")])
    let refused = rejection { try crew.project.unarchivePlan("s1") }
    #expect(refused?.code == .nameTaken && refused?.next?.tool == "parse_plan")
    // The new one is what its id means; the old one is read by its archive's name.
    #expect(try crew.project.readPlan("s1").plan.tasks.count == 1)
    #expect(try crew.project.readPlan("archive/s1").plan.tasks.count == 3)
    try complete("001")
    #expect(try crew.project.archivePlan("s1").archived?.id == "s1-2")
    #expect(try crew.project.listArchives().map(\.branch) == ["archive/s1", "archive/s1-2"])
    #expect(try crew.project.unarchivePlan("s1-2").plan == "plan/s1")
    #expect(try crew.project.readPlan("s1").plan.tasks.count == 1)
    _ = try crew.project.archivePlan("s1")
    _ = try crew.project.unarchivePlan("archive/s1")
    #expect(try crew.project.readPlan("s1").plan.tasks.count == 3)
    try crew.scratch.expectClean()
  }

  @Test func `leaves a branch alone that another plan has by now`() throws {
    try finish()
    try crew.scratch.git("branch", "-D", "task/001-first")
    try crew.bench.create("s2", [planned("001", "First")])
    let branch = try crew.project.createTaskBranch(
      {
        var request = TaskBranchRequest(task: "001")
        request.plan = "s2"
        return request
      }()
    ).branch
    #expect(branch == "task/001-first")
    let tip = try crew.tip(branch)
    #expect(try crew.project.archivePlan("s1").archived?.branches.map(\.name) == ["task/002-second"])
    #expect(try crew.tip(branch) == tip)
  }

  /// Where a kill may have stood: some of the branches are there and some are not.
  @Test(arguments: ["refs/heads/plan/s1", "refs/heads/task/001-first", "refs/heads/task/002-second"])
  func `goes on where a killed call stood, both ways`(missing: String) throws {
    try finish()
    let before = try heads()
    let tip = try #require(try crew.scratch.tip(missing))
    _ = try crew.project.archivePlan("s1")
    let archive = try #require(try crew.scratch.tip("refs/gitstate/archive/s1"))
    func half() throws {
      for line in before where !line.hasPrefix(missing) {
        let words = line.split(separator: " ").map(String.init)
        try crew.scratch.git("update-ref", words[0], words[1])
      }
    }
    try half()
    let stranger = try crew.bench.stranger()
    #expect(try stranger.archivePlan("s1").changed)
    #expect(try heads() == [] && crew.scratch.tip("refs/gitstate/archive/s1") == archive)
    try half()
    #expect(try stranger.unarchivePlan("s1").changed)
    #expect(try heads() == before && crew.scratch.tip(missing) == tip)
    #expect(try crew.scratch.tip("refs/gitstate/archive/s1") == nil)
    try crew.expectWhole()
  }

  @Test func `that went on after a killed return keeps what its archive held`() throws {
    try finish()
    let branches = try heads()
    _ = try crew.project.archivePlan("s1")
    // The plan came back, one of its branches did not, and somebody wrote on.
    let plan = try #require(branches.first { $0.hasPrefix("refs/heads/plan/s1") }).split(separator: " ")
    try crew.scratch.git("update-ref", "refs/heads/plan/s1", String(plan[1]))
    try crew.bench.learn("more")
    #expect(try crew.project.overview().archived == 0)
    let again = try crew.project.archivePlan("s1")
    #expect(again.archived?.id == "s1" && again.archived?.branches.count == 2)
    _ = try crew.project.unarchivePlan("s1")
    #expect(try crew.project.readPlan("s1").plan.learnings.map(\.text) == ["more"])
    #expect(try heads().count == 3)
    try crew.expectWhole()
  }

  @Test func `is no archive where it names what it may not`() throws {
    try finish()
    let change = try crew.project.archivePlan("s1")
    let sha = try #require(change.archived?.sha)
    let message = try crew.scratch.git("log", "-1", "--format=%B", sha)
    for (old, new) in [
      ("task/001-first", "main"), ("task/001-first", "plan/other"), ("plan/s1", "../s1"),
      (
        try #require(change.archived?.branches.first?.tip.description),
        String(repeating: "0", count: 39) + "1"
      ),
    ] {
      let forged = try crew.scratch.git(
        "commit-tree", "\(sha)^{tree}", "-p", "\(sha)^1", "-p", "\(sha)^2", "-m",
        message.replacing(old, with: new))
      try crew.scratch.git("update-ref", "refs/gitstate/archive/forged", forged)
      #expect(try crew.project.listArchives().map(\.branch) == ["archive/s1"])
      #expect(rejection { try crew.project.unarchivePlan("forged") }?.code == .notFound)
    }
  }
}
