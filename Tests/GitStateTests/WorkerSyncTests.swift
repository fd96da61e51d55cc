import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Bringing the base into a worktree` {
  let crew: Crew
  let branch: String
  var place: String { crew.place("2") }

  /// Worker 2 has changed `x` and added `mine`.
  init() throws {
    crew = try Crew(["x": "one\ntwo\nthree\n", "other": "o\n", "sub/keep": "k\n"])
    branch = try crew.work("002", by: "2", ["x": "one\nzwei\nthree\n", "mine": "m\n"])
  }

  /// Merges the other worker's task, which did this.
  private func mergeOther(_ files: [String: String?]) throws {
    try crew.merge(crew.work("001", by: "1", files))
  }

  private let clash: [String: String?] = ["x": "one\nTWO\nthree\n", "other": "new\n", "added": "a\n"]

  @Test func `says when there is nothing to bring`() throws {
    let before = try crew.witness(in: place)
    let synced = try crew.sync("2")
    #expect(try synced.way == .current && synced.commit == crew.tip(branch) && synced.files == [])
    #expect(try crew.witness(in: place) == before)
  }

  @Test func `merges what goes together, and keeps work on other paths`() throws {
    try mergeOther(["other": "new\n", "added": "a\n", "sub/keep": nil])
    try crew.put(["mine": "unsaved\n", "untracked": "u\n"], in: place)
    let (ours, theirs) = try (crew.tip(branch), crew.tip("flow"))
    let synced = try crew.sync("2")
    #expect(synced.way == .merged && synced.files == ["added", "other", "sub/keep"] && synced.notes == [])
    #expect(
      try crew.scratch.git("log", "-1", "--format=%P|%s", branch)
        == "\(ours) \(theirs)|Merge flow into \(branch)")
    #expect(try Set(crew.scratch.status(in: place)) == [" M mine", "?? untracked"])
    #expect(
      crew.scratch.read("added", in: place) == "a\n" && crew.scratch.read("mine", in: place) == "unsaved\n")
    #expect(!FileManager.default.fileExists(atPath: place + "/sub"))
    #expect(try crew.sync("2").way == .current)
    try crew.expectWhole()
  }

  @Test(arguments: [false, true]) func `is refused where a file in its way is changed`(conflicts: Bool) throws
  {
    try mergeOther(conflicts ? clash : ["other": "new\n"])
    try crew.put(["other": "unsaved\n"], in: place)
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.sync("2") })
    #expect(refused.code == .dirty && refused.texts("files") == ["other"])
    #expect(refused.next?.tool == "commit_task" && refused.next?.text("worker_id") == "2")
    #expect(try crew.witness(in: place) == before)
  }

  @Test func `leaves a conflict as git leaves one`() throws {
    try mergeOther(clash)
    let theirs = try crew.tip("flow")
    let synced = try crew.sync("2")
    #expect(synced.way == .conflicted && synced.commit == nil && synced.files == ["added", "other"])
    let found = Set(try crew.scratch.status(in: place))
    let text = crew.scratch.read("x", in: place)
    #expect(found == ["UU x", "A  added", "M  other"])
    #expect(try crew.scratch.git("rev-parse", "MERGE_HEAD", in: place) == theirs)
    let stages = try crew.scratch.git("ls-files", "--unmerged", in: place)
    // git itself, from the same start.
    let twin = crew.scratch.folder.path + "/twin"
    try crew.scratch.git("worktree", "add", "--quiet", "--detach", twin, branch)
    _ = try crew.scratch.outcome(of: ["merge", "flow"], in: twin)
    #expect(try Set(crew.scratch.status(in: twin)) == found)
    #expect(try crew.scratch.git("ls-files", "--unmerged", in: twin) == stages)
    let lines = { (text: String?) in
      text?.split(separator: "\n").filter { !$0.hasPrefix("<<<<<<<") && !$0.hasPrefix(">>>>>>>") }
    }
    #expect(lines(crew.scratch.read("x", in: twin)) == lines(text))
    try crew.expectWhole()
  }

  @Test func `is ended by the worker's commit, of two parents, once no marker is left`() throws {
    try mergeOther(clash)
    _ = try crew.sync("2")
    let (ours, theirs) = try (crew.tip(branch), crew.tip("flow"))
    let marked = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.commit("2", .fix, "Both") })
    #expect(refused.code == .unresolved && refused.texts("files") == ["x"])
    #expect(refused.next?.tool == "commit_task" && refused.next?.text("type") == "fix")
    #expect(try crew.witness(in: place) == marked)
    let again = try #require(rejection { try crew.sync("2") })
    #expect(again.code == .unresolved && again.texts("files") == ["x"] && again.next?.tool == "commit_task")
    try crew.put(["x": "one\nboth\nthree\n"], in: place)
    let committed = try crew.commit("2", .fix, "Both")
    #expect(committed.merged && committed.files.contains("x"))
    #expect(try crew.scratch.git("log", "-1", "--format=%P", branch) == "\(ours) \(theirs)")
    #expect(try crew.scratch.status(in: place) == [])
    #expect(try crew.witness(in: place).state == [] && crew.scratch.refs("refs/gitstate/sync/") == [])
    #expect(try crew.merge(branch).completed)
    #expect(try crew.scratch.git("show", "flow:x") == "one\nboth\nthree")
    try crew.expectWhole()
  }

  /// A kill between the commit and what follows it, and a commit of git's own: either leaves the mark of a merge that is over.
  @Test(arguments: ["commit_task", "git"]) func `is forgotten by the next commit`(of maker: String) throws {
    try mergeOther(clash)
    _ = try crew.sync("2")
    let marks = try crew.scratch.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/gitstate")
      .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    try crew.put(["x": "one\nboth\nthree\n"], in: place)
    if maker == "git" {
      try crew.scratch.git("commit", "--quiet", "--all", "--message", "Both", in: place)
      try crew.put(["mine": "after\n"], in: place)
    } else {
      _ = try crew.commit("2", .fix, "Both")
      for mark in marks { try crew.scratch.git("update-ref", mark[0], mark[1]) }
    }
    #expect(try crew.scratch.refs("refs/gitstate/sync/").count == 1)
    #expect(try crew.commit("2", .fix, "Both").changed == (maker == "git"))
    #expect(
      try crew.scratch.refs("refs/gitstate/sync/") == [] && crew.scratch.refs("refs/gitstate/rescue/") == [])
    try crew.expectWhole()
  }

  /// A kill after the merge was said to be under way, and before its files were written.
  @Test func `begins anew where it was cut short, and is not committed before`() throws {
    try mergeOther(clash)
    _ = try crew.sync("2")
    let (files, text) = try (Set(crew.scratch.status(in: place)), crew.scratch.read("x", in: place))
    let folder = try crew.scratch.git("rev-parse", "--absolute-git-dir", in: place)
    try crew.scratch.git("read-tree", "HEAD", in: place)
    try crew.scratch.git("checkout-index", "--force", "--all", in: place)
    try crew.scratch.shell("rm added", in: place)
    let unwritten = "Not all files of this merge are there yet: call sync_worktree again.\n"
    try unwritten.write(toFile: folder + "/MERGE_MSG", atomically: true, encoding: .utf8)
    let tip = try crew.tip(branch)
    let refused = try #require(rejection { try crew.commit("2", .fix, "Both") })
    #expect(refused.code == .wrongState && refused.remedy?.contains("sync_worktree") == true)
    #expect(try crew.tip(branch) == tip)
    #expect(try crew.sync("2").way == .conflicted)
    #expect(try Set(crew.scratch.status(in: place)) == files)
    #expect(crew.scratch.read("x", in: place) == text)
    try crew.put(["x": "one\nboth\nthree\n"], in: place)
    #expect(try crew.commit("2", .fix, "Both").merged)
    #expect(try crew.scratch.git("show", "\(branch):added") != "")
    try crew.expectWhole()
  }

  @Test func `is undone by abort, to the very state before`() throws {
    try mergeOther(clash)
    try crew.put(["mine": "unsaved\n", "untracked": "u\n"], in: place)
    try crew.scratch.shell("echo s > staged; git add staged", in: place)
    let before = try crew.witness(in: place)
    let entries = try crew.scratch.indexEntries(in: place)
    let status = try crew.scratch.status(in: place)
    _ = try crew.sync("2")
    try crew.put(["x": "half resolved\n", "later": "l\n"], in: place)
    let aborted = try crew.sync("2", abort: true)
    #expect(aborted.way == .aborted && aborted.branch == branch)
    let after = try crew.witness(in: place)
    #expect(after.head == before.head && after.files == before.files)
    #expect(try crew.scratch.indexEntries(in: place) == entries)
    #expect(after.state == [] && after.refs.filter { !$0.contains("/rescue/") } == before.refs)
    #expect(try crew.scratch.status(in: place) == status)
    // What was done since is kept.
    let rescue = try #require(aborted.rescued)
    #expect(try crew.scratch.git("show", "\(rescue.refName):x") == "half resolved")
    #expect(try crew.scratch.git("show", "\(rescue.refName):later") == "l")
    #expect(try crew.sync("2").way == .conflicted)
    try crew.expectWhole()
  }

  @Test func `is undone by the same call where a kill cut the first one in two`() throws {
    try mergeOther(clash)
    let before = try crew.witness(in: place)
    let entries = try crew.scratch.indexEntries(in: place)
    _ = try crew.sync("2")
    try crew.scratch.shell("rm $(git rev-parse --git-dir)/MERGE_*; git show HEAD:x > x", in: place)
    #expect(try crew.sync("2", abort: true).way == .aborted)
    let after = try crew.witness(in: place)
    #expect(after.files == before.files && after.state == [])
    #expect(try crew.scratch.indexEntries(in: place) == entries)
    #expect(rejection { try crew.sync("2", abort: true) }?.code == .noMerge)
  }

  @Test func `has nothing to undo where no merge is under way`() throws {
    try mergeOther(clash)
    let nothing = try #require(rejection { try crew.sync("2", abort: true) })
    #expect(nothing.code == .noMerge && nothing.next?.tool == "list_worktrees")
    // A merge that git began is git's to end.
    _ = try crew.scratch.outcome(of: ["merge", "flow"], in: place)
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.sync("2", abort: true) })
    #expect(refused.code == .noMerge && refused.remedy?.contains("merge --abort") == true)
    #expect(rejection { try crew.sync("2") }?.code == .unresolved)
    #expect(try crew.witness(in: place) == before)
  }

  @Test func `is not undone once git has ended it, nor is another merge in its stead`() throws {
    try mergeOther(clash)
    _ = try crew.sync("2")
    try crew.put(["x": "by hand\n"], in: place)
    try crew.scratch.git("add", "--all", in: place)
    try crew.scratch.git("commit", "--quiet", "-m", "by hand", in: place)
    try crew.put(["mine": "later\n"], in: place)
    #expect(rejection { try crew.sync("2", abort: true) }?.code == .noMerge)
    try crew.scratch.git("commit", "--quiet", "-am", "later", in: place)
    try crew.scratch.git("branch", "side", "flow")
    try crew.scratch.git("checkout", "--quiet", "side")
    try crew.scratch.commit("side", files: ["x": "side\n"])
    _ = try crew.scratch.outcome(of: ["merge", "side"], in: place)
    let before = try crew.witness(in: place)
    #expect(rejection { try crew.sync("2", abort: true) }?.code == .noMerge)
    #expect(try crew.witness(in: place) == before)
  }

  @Test func `is refused while something else is under way there`() throws {
    try mergeOther(["other": "new\n"])
    try crew.scratch.shell("git cherry-pick flow^2 >/dev/null 2>&1 || true", in: place)
    try crew.scratch.shell("git update-ref CHERRY_PICK_HEAD HEAD", in: place)
    let before = try crew.witness(in: place)
    let refused = try #require(rejection { try crew.sync("2") })
    #expect(refused.code == .wrongState && refused.sentence.contains("CHERRY_PICK_HEAD"))
    #expect(try crew.witness(in: place) == before)
  }

  @Test func `leaves a deletion and a binary file to be settled as well`() throws {
    let crew = try Crew(["x": "1\n", "b": "\0one"])
    let branch = try crew.work("002", by: "2", ["x": "mine\n", "b": "\0mine"])
    try crew.merge(crew.work("001", by: "1", ["x": nil, "b": "\0theirs"]))
    #expect(try crew.sync("2").way == .conflicted)
    #expect(try Set(crew.scratch.status(in: crew.place("2"))) == ["UD x", "UU b"])
    #expect(crew.scratch.read("b", in: crew.place("2")) == "\0mine")
    try crew.put(["x": nil, "b": "\0both"], in: crew.place("2"))
    #expect(try crew.commit("2", .fix, "Settled").merged)
    #expect(try crew.merge(branch).completed)
    #expect(try crew.scratch.tip("flow:x") == nil)
    try crew.expectWhole()
  }
}
