import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `The list of worktrees` {
  @Test func `tells what is in each, and what would conflict`() throws {
    let crew = try Crew(["x": "1\n"])
    try crew.work("001", by: "1", ["x": "one\n"])
    try crew.work("002", by: "2", ["x": "two\n"])
    try crew.work("003", by: "3", ["z": "three\n"])
    try crew.put(["x": "dirty\n", "new": "n\n"], in: crew.place("3"))
    try crew.scratch.shell("echo s > staged; git add staged", in: crew.place("3"))
    let elsewhere = try crew.scratch.addWorktree("elsewhere", branch: "person")
    let all = try crew.project.listWorkerTrees()
    #expect(all.map(\.worker) == [nil, "1", "2", "3"])
    #expect(all[0].worktree.path == elsewhere && all[0].task == nil)
    let (one, three) = (all[1], all[3])
    #expect(one.task == "001" && one.plan == "plan/s1" && one.branch == "task/001-first")
    #expect(one.ahead == 2 && one.behind == 0 && one.worktree.changes?.isClean == true)
    // What is not committed counts as well.
    #expect(one.conflicts.map(\.with) == ["task/002-second", "task/003-third"])
    #expect(one.conflicts.allSatisfy { $0.paths == ["x"] })
    let changes = try #require(three.worktree.changes)
    #expect(changes.staged == 1 && changes.unstaged == 1 && changes.untracked == 1)
    #expect(three.conflicts.map(\.with) == ["task/001-first", "task/002-second"])
    // After the merge the conflict is with the base.
    try crew.merge("task/001-first")
    let two = try #require(try crew.project.listWorkerTrees().first { $0.worker == "2" })
    #expect(two.behind == 3 && two.conflicts.map(\.with).contains("flow"))
  }

  @Test func `tells a worktree whose folder is gone, and one that is locked`() throws {
    let crew = try Crew()
    try crew.create("1", crew.branch("001"))
    try crew.create("2", crew.branch("002"))
    try crew.scratch.git("worktree", "lock", "--reason", "mine", crew.place("2"))
    try crew.scratch.shell("rm -rf .worktrees/worker-1")
    let all = try crew.project.listWorkerTrees()
    #expect(all.map(\.worktree.isStale) == [true, false])
    #expect(all.map(\.worktree.lock) == [nil, "mine"])
  }
}
