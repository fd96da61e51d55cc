import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Rescues of a project` {
  let crew: Crew
  let rescue: Rescue

  init() throws {
    crew = try Crew(["a": "1\n"])
    try crew.create("1", crew.branch("001"))
    try crew.put(["a": "unsaved\n", "new": "n\n"], in: crew.place("1"))
    rescue = try #require(try crew.remove("1").rescued)
  }

  @Test func `are listed, the newest first, and shown`() throws {
    crew.bench.pass()
    try crew.create("2", "task/001-first")
    try crew.put(["later": "l\n"], in: crew.place("2"))
    let later = try #require(try crew.remove("2").rescued)
    #expect(try crew.project.listRescues().map(\.id) == [later.id, rescue.id])
    let shown = try crew.project.showRescue(rescue.id)
    #expect(shown.files.map(\.name) == ["a", "new"] && shown.files.map(\.size) == [8, 2])
    #expect(shown.rescue.branchName == "task/001-first")
  }

  @Test(arguments: ["2", "worker-2", ".worktrees/worker-2"])
  func `come back into a worker's worktree, however it is named`(place: String) throws {
    try crew.create("2", "task/001-first")
    try crew.put(["a": "other\n"], in: crew.place("2"))
    let restored = try crew.project.restoreRescue(rescue.id, into: place)
    #expect(restored.rescued != nil)
    #expect(crew.scratch.read("a", in: crew.place("2")) == "unsaved\n")
    #expect(crew.scratch.read("new", in: crew.place("2")) == "n\n")
    // And what was there before comes back as well.
    let other = try #require(restored.rescued)
    _ = try crew.project.restoreRescue(other.id, into: place)
    #expect(crew.scratch.read("a", in: crew.place("2")) == "other\n")
    try crew.expectWhole()
  }

  @Test func `go back where they were taken where nothing is named, and so does what was there`() throws {
    try crew.create("1", "task/001-first")
    try crew.put(["a": "other\n"], in: crew.place("1"))
    let restored = try crew.project.restoreRescue(rescue.id, into: nil)
    #expect(crew.scratch.read("a", in: crew.place("1")) == "unsaved\n")
    _ = try crew.project.restoreRescue(#require(restored.rescued).id, into: nil)
    #expect(crew.scratch.read("a", in: crew.place("1")) == "other\n")
    // The main tree's as well.
    try crew.put(["a": "of main\n"], in: crew.scratch.path)
    let main = try #require(try crew.project.restoreRescue(rescue.id, into: ".").rescued)
    #expect(main.path == ".")
    _ = try crew.project.restoreRescue(main.id, into: nil)
    #expect(crew.scratch.read("a") == "of main\n")
  }

  @Test func `whose folder is gone name the call that makes it anew`() throws {
    let refused = try #require(rejection { try crew.project.restoreRescue(rescue.id, into: nil) })
    #expect(refused.code == .notFound && refused.next == rescue.wayBack)
    try crew.create("1", "task/001-first")
    try FileManager.default.removeItem(atPath: crew.place("1"))
    #expect(rejection { try crew.project.restoreRescue(rescue.id, into: nil) }?.code == .notFound)
  }

  @Test func `name who had them, whoever works now`() throws {
    try crew.create("4", "task/001-first")
    try crew.put(["a": "fourth\n"], in: crew.place("4"))
    let way = try #require(try crew.remove("4").rescued?.wayBack)
    #expect(way.tool == "create_worktree" && way.text("worker_id") == "4")
    #expect(way.text("task_branch") == "task/001-first")
    try crew.create("1", crew.branch("002"))
    try crew.put(["a": "first\n"], in: crew.place("1"))
    try crew.create("4", "task/001-first", restore: way.text("restore"))
    #expect(crew.scratch.read("a", in: crew.place("4")) == "fourth\n")
    #expect(crew.scratch.read("a", in: crew.place("1")) == "first\n")
    try crew.put(["a": "of main\n"], in: crew.scratch.path)
    let main = try #require(try crew.project.restoreRescue(rescue.id, into: ".").rescued)
    #expect(main.wayBack == .init("rollback_to_checkpoint", [.init("checkpoint_id", .text(main.id))]))
  }

  @Test func `are listed in the order in which they were taken, within one second too`() throws {
    var taken = [rescue.id]
    for round in 1...8 {
      try crew.create("2", crew.branch("002"))
      try crew.put(["new": "\(round)\n"], in: crew.place("2"))
      taken.append(try #require(try crew.remove("2").rescued).id)
    }
    #expect(Set(taken.map { $0.prefix(16) }).count == 1)
    #expect(try crew.project.listRescues().map(\.id) == taken.reversed())
  }

  @Test func `that are in place already change nothing and are not rescued again`() throws {
    try crew.create("2", "task/001-first")
    #expect(try crew.project.restoreRescue(rescue.id, into: "2").changed)
    // git remembers the files anew: the same index with other bytes.
    #expect(try crew.scratch.status(in: crew.place("2")) == [" M a", "?? new"])
    let before = try crew.witness()
    let again = try crew.project.restoreRescue(rescue.id, into: "2")
    #expect(!again.changed && again.rescued == nil && again.written == 0 && again.removed == 0)
    #expect(try crew.witness() == before)
    let made = try crew.create("2", "task/001-first", restore: rescue.id)
    #expect(!made.changed && made.rescued == nil)
    // The index counts as well as the files, and what is staged is no longer what was rescued.
    try crew.scratch.git("add", "new", in: crew.place("2"))
    let other = try crew.project.restoreRescue(rescue.id, into: "2")
    #expect(other.changed && other.rescued != nil)
    try crew.scratch.git("update-index", "--assume-unchanged", "a", in: crew.place("2"))
    #expect(try crew.project.restoreRescue(rescue.id, into: "2").changed)
    try crew.expectWhole()
  }

  @Test(arguments: ["/", "/tmp", "..", "worker-9", "../elsewhere"])
  func `never go into a folder that is no working tree here`(place: String) throws {
    let before = try crew.witness()
    let refused = try #require(rejection { try crew.project.restoreRescue(rescue.id, into: place) })
    #expect(refused.code == .outsideRepository && refused.texts("known").contains(crew.scratch.path))
    #expect(try crew.witness() == before)
  }

  @Test(arguments: ["nothing", "refs/heads/main", "HEAD", ""])
  func `that are none are refused, and the newest named`(id: String) throws {
    let refused = try #require(rejection { try crew.project.showRescue(id) })
    #expect(refused.code == .notFound && refused.texts("known") == [rescue.id])
  }
}
