import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `The base of a plan` {
  private func bench(
    _ scratch: ScratchRepository, _ change: (inout Project.Settings) -> Void = { _ in }
  ) throws -> Project {
    Library.ignoreUserConfig()
    var settings = Project.Settings()
    settings.now = { Timestamp(seconds: HermeticGit.seconds) }
    change(&settings)
    return try Project(at: scratch.path, settings: settings)
  }

  private func draft(_ id: String = "s1") throws -> PlanFounding {
    var draft = PlanFounding(session: try SessionID(id), request: "Do", base: "")
    draft.tasks = [try planned("001")]
    return draft
  }

  @Test func `is flow, made at HEAD's commit, and the result says so`() throws {
    let scratch = try Crew.repository()
    let made = try bench(scratch).createPlan(draft())
    #expect(made.notes.count == 1 && made.notes.first?.contains("flow") == true)
    #expect(made.view.base == "flow" && made.view.founding.target == "main")
    #expect(try scratch.tip("refs/heads/flow") == scratch.tip("refs/heads/main"))
    #expect(try scratch.git("symbolic-ref", "HEAD") == "refs/heads/main")
    #expect(try bench(scratch).createPlan(draft("s2")).notes == [])
  }

  @Test func `is what config names, and before that what the caller names`() throws {
    let scratch = try Crew.repository()
    try scratch.git("config", "gitstate.base", "trunk")
    #expect(try bench(scratch).createPlan(draft()).view.base == "trunk")
    #expect(try bench(scratch) { $0.base = "release/2" }.createPlan(draft("s2")).view.base == "release/2")
    #expect(try scratch.refs("refs/heads/flow") == [])
  }

  @Test(arguments: ["plan/x", "task/001-x", "run/1", "orchestration/1/api"])
  func `is never a branch of gitstate's own`(name: String) throws {
    let scratch = try Crew.repository()
    let before = try scratch.refs()
    let named = try #require(rejection { try bench(scratch) { $0.base = name }.createPlan(draft()) })
    #expect(
      named.code == .gitstateBase && named.sentence.contains(name) && named.remedy?.contains("--base") == true
    )
    #expect(try scratch.refs() == before)
    // Nor is it made from one.
    try scratch.git("checkout", "--quiet", "-b", name)
    let refs = try scratch.refs()
    let head = try #require(rejection { try bench(scratch).createPlan(draft()) })
    #expect(head.code == .gitstateBase && head.sentence.contains("HEAD"))
    #expect(try scratch.refs() == refs)
  }

  @Test func `is not made from a detached HEAD, but serves one where it is there`() throws {
    let scratch = try Crew.repository()
    try scratch.git("checkout", "--quiet", "--detach")
    let refs = try scratch.refs()
    let refused = try #require(rejection { try bench(scratch).createPlan(draft()) })
    #expect(refused.code == .detachedHead && refused.remedy?.contains("git branch flow") == true)
    #expect(try scratch.refs() == refs)
    try scratch.git("branch", "flow")
    #expect(try bench(scratch).createPlan(draft()).changed)
  }

  @Test func `may be named by its whole ref`() throws {
    let scratch = try Crew.repository()
    #expect(try bench(scratch) { $0.base = "refs/heads/main" }.createPlan(draft()).view.base == "main")
    #expect(try scratch.refs("refs/heads/refs/heads/main") == [])
  }

  @Test(arguments: ["-x", "a..b", "x.lock", "a b", "x\u{7}"])
  func `has a name that git takes`(name: String) throws {
    let scratch = try Crew.repository()
    let refs = try scratch.refs()
    #expect(rejection { try bench(scratch) { $0.base = name }.createPlan(draft()) }?.code == .invalidName)
    #expect(try scratch.refs() == refs)
  }

  @Test func `starts with an empty root commit where there is no commit yet`() throws {
    let scratch = try ScratchRepository()
    try scratch.write("mine", "not committed\n")
    let made = try bench(scratch).createPlan(draft())
    #expect(made.notes.first?.contains("empty root commit") == true)
    #expect(try scratch.git("log", "--format=%s%P", "flow") == "Start flow")
    #expect(try scratch.git("ls-tree", "-r", "flow") == "")
    #expect(scratch.read("mine") == "not committed\n")
    #expect(try scratch.git("symbolic-ref", "HEAD") == "refs/heads/main" && scratch.tip("HEAD") == nil)
    try scratch.expectClean()
  }

  @Test func `is landed on what is named, else on origin's, main or master, else where HEAD is`() throws {
    func target(_ scratch: ScratchRepository, _ change: (inout Project.Settings) -> Void = { _ in }) throws
      -> String?
    {
      let id = "s\(try scratch.refs("refs/heads/plan/").count)"
      return try bench(scratch, change).createPlan(draft(id)).view.founding.target
    }
    let scratch = try Crew.repository()
    #expect(try target(scratch) == "main")
    try scratch.git("branch", "-m", "main", "master")
    #expect(try target(scratch) == "master")
    try scratch.git("branch", "-m", "master", "develop")
    #expect(try target(scratch) == "develop")
    try scratch.git("update-ref", "refs/remotes/origin/trunk", "develop")
    try scratch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    #expect(try target(scratch) == "trunk")
    try scratch.git("config", "gitstate.target", "stable")
    #expect(try target(scratch) == "stable")
    #expect(try target(scratch) { $0.target = "release" } == "release")
  }
}
