import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Landing the base` {
  @Test func `forwards its target, and the files that are checked out follow`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "2\n", "b": "b\n"]))
    try crew.scratch.write("mine", "m\n")
    let count = try crew.scratch.git("rev-list", "--count", "main..flow")
    let landed = try crew.project.land()
    #expect(landed.way == "fast-forward" && landed.changed && landed.files == 2 && landed.notes == [])
    #expect(landed.base == "flow" && landed.target == "main")
    #expect("\(landed.commits)" == count)
    #expect(try crew.tip("main") == crew.tip("flow") && landed.commit == crew.tip("flow"))
    #expect(crew.scratch.read("a") == "2\n" && crew.scratch.read("b") == "b\n")
    #expect(try crew.scratch.status() == ["?? mine"])
    let again = try crew.project.land()
    #expect(again.way == "nothing" && !again.changed && again.commit == landed.commit)
    #expect(try crew.project.overview().landing == nil)
    try crew.expectWhole()
  }

  @Test func `merges where the target went on`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.merge(crew.work("001", by: "1", ["b": "b\n"]))
    let main = try crew.scratch.commit("on main", files: ["c": "c\n"])
    let count = try crew.scratch.git("rev-list", "--count", "main..flow")
    let landed = try crew.project.land()
    #expect(landed.way == "merge" && landed.files == 1)
    #expect(try crew.scratch.git("log", "-1", "--format=%P", "main") == "\(main) \(crew.tip("flow"))")
    #expect("\(landed.commits)" == "\((Int(count) ?? 0) + 1)")
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `moves nothing on a conflict`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    try crew.scratch.commit("on main", files: ["a": "3\n"])
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.project.land() })
    #expect(refused.code == .mergeConflict && refused.fields("conflicts", "path") == ["a"])
    #expect(try crew.witness() == before)
  }

  @Test func `is refused over uncommitted work`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    try crew.scratch.write("a", "mine\n")
    let before = try crew.witness()
    #expect(rejection { try crew.project.land() }?.code == .dirty)
    #expect(try crew.witness() == before)
  }

  @Test func `is refused where base and target are one`() throws {
    let crew = try Crew(["a": "1\n"], base: "main")
    try crew.scratch.git("config", "gitstate.target", "main")
    let refused = try #require(rejection { try crew.project.land() })
    #expect(refused.code == .wrongState && refused.remedy?.contains("--target") == true)
  }

  /// A repository without a commit, in which a task was carried out.
  private func unborn() throws -> Crew {
    let scratch = try ScratchRepository()
    try scratch.git("config", "user.name", "Ada")
    try scratch.git("config", "user.email", "ada@example.org")
    let crew = try Crew(scratch)
    try crew.merge(crew.work("001", by: "1", ["a": "1\n", "dir/b": "2\n"]))
    return crew
  }

  @Test func `starts a target without a commit, with its files`() throws {
    let crew = try unborn()
    try crew.scratch.write("mine", "m\n")
    let ahead = try #require(try crew.project.overview().landing).ahead
    let all = try #require(Int(crew.scratch.git("rev-list", "--count", "flow")))
    #expect(ahead == all - 1)
    let landed = try crew.project.land()
    #expect(try crew.project.overview().landing == nil)
    #expect(landed.way == "start" && landed.changed && landed.files == 2)
    #expect(try crew.tip("main") == crew.tip("flow"))
    #expect(crew.scratch.read("a") == "1\n" && crew.scratch.read("dir/b") == "2\n")
    #expect(try crew.scratch.status() == ["?? mine"])
    try crew.expectWhole()
  }

  @Test func `does not start a target over files that nobody committed`() throws {
    let crew = try unborn()
    try crew.scratch.write("a", "mine\n")
    let refused = try #require(rejection { try crew.project.land() })
    #expect(refused.code == .dirty && refused.texts("files") == ["a"])
    #expect(crew.scratch.read("a") == "mine\n" && crew.scratch.read("dir/b") == nil)
    #expect(try crew.scratch.tip("refs/heads/main") == nil)
  }

  @Test func `that was killed before the first files is completed by the next call`() throws {
    let crew = try unborn()
    let tree = try crew.scratch.git("hash-object", "-t", "tree", "-w", "--stdin")
    let nothing = try crew.scratch.git("commit-tree", tree, "-m", "No files yet")
    try crew.scratch.git("update-ref", "refs/gitstate/follow/main", nothing)
    try crew.set("main", to: "flow")
    #expect(try crew.project.land().way == "nothing")
    #expect(crew.scratch.read("a") == "1\n" && crew.scratch.read("dir/b") == "2\n")
    #expect(try crew.scratch.status() == [])
    try crew.expectWhole()
  }

  @Test func `goes to the branch that an unborn HEAD names, whatever its name`() throws {
    let scratch = try ScratchRepository()
    try scratch.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    let crew = try Crew(scratch)
    #expect(try crew.project.overview().landing == nil)
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    let landed = try crew.project.land()
    #expect(landed.target == "trunk" && landed.way == "start")
    #expect(crew.scratch.read("a") == "1\n")
    #expect(try crew.scratch.tip("refs/heads/main") == nil)
  }

  @Test(arguments: ["--detach", "plan/s1"]) func `makes no branch that nobody named`(place: String) throws {
    let scratch = try Crew.repository()
    try scratch.git("branch", "-m", "trunk")
    let crew = try Crew(scratch)
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    try scratch.git("checkout", "--quiet", place)
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.project.land() })
    #expect(refused.code == .notFound && refused.remedy?.contains("--target") == true)
    #expect(try crew.witness() == before)
  }

  @Test func `asks for the remote's target where there is none here`() throws {
    let origin = try Crew.repository()
    try origin.git("branch", "-m", "trunk")
    try origin.git("branch", "dev")
    let clone = try ScratchRepository(cloning: origin, "--branch=dev")
    let crew = try Crew(clone)
    try crew.merge(crew.work("001", by: "1", ["a": "1\n"]))
    let refused = try #require(rejection { try crew.project.land() })
    #expect(refused.remedy?.contains("git branch trunk origin/trunk") == true)
    #expect(try clone.tip("refs/heads/trunk") == nil)
  }

  @Test func `starts a target that is checked out nowhere as a ref alone`() throws {
    let crew = try Crew(["a": "1\n"])
    try crew.merge(crew.work("001", by: "1", ["a": "2\n"]))
    try crew.scratch.git("config", "gitstate.target", "release/1")
    let landed = try crew.project.land()
    #expect(landed.way == "start" && landed.target == "release/1")
    #expect(try crew.tip("release/1") == crew.tip("flow"))
    #expect(crew.scratch.read("a") == "1\n")
  }
}
