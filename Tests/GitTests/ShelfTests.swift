import Foundation
import Git
import TestSupport
import Testing

/// One process that stays, as a server does, while repositories change under it.
@Suite struct `A repository that is opened again` {
  private func move(_ place: String, to new: String) throws {
    try FileManager.default.moveItem(atPath: place, toPath: new)
  }

  @Test func `is the one that has taken its place`() throws {
    let scratch = try ScratchRepository()
    let old = try id(scratch.commit("old"))
    let main = try ref("refs/heads/main")
    // Packs stay open, wherever their files have gone.
    try scratch.git("gc", "--quiet")
    let before = try opened(scratch, at: scratch.gitDirectory)
    let (tipBefore, holdsBefore) = (try before.tip(of: main), before.contains(old))
    #expect(tipBefore == old && holdsBefore)
    _ = consume before
    let other = try ScratchRepository()
    let new = try id(other.commit("new", files: ["a": "1"]))
    try move(scratch.gitDirectory, to: scratch.folder.path + "/aside")
    try move(other.gitDirectory, to: scratch.gitDirectory)
    let repository = try opened(scratch, at: scratch.gitDirectory)
    let (tip, holdsNew, holdsOld) = (
      try repository.tip(of: main), repository.contains(new), repository.contains(old)
    )
    #expect(tip == new && holdsNew && !holdsOld)
    // What is written goes where the path leads now.
    let blob = try repository.write(.blob, Array("x".utf8))
    try repository.flush()
    #expect(try scratch.git("cat-file", "-t", blob.description) == "blob")
  }

  @Test func `is none where it is gone, and is there when it comes back`() throws {
    let scratch = try ScratchRepository()
    let tip = try id(scratch.commit())
    let main = try ref("refs/heads/main")
    #expect(try opened(scratch, at: scratch.gitDirectory).tip(of: main) == tip)
    let aside = scratch.folder.path + "/aside"
    try move(scratch.gitDirectory, to: aside)
    #expect(reason { _ = try opened(scratch, at: scratch.gitDirectory) } == .absent)
    try move(aside, to: scratch.gitDirectory)
    #expect(try opened(scratch, at: scratch.gitDirectory).tip(of: main) == tip)
  }

  @Test func `has the config that it has now`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit()
    #expect(try opened(scratch, at: scratch.gitDirectory).configText("gitstate.base") == nil)
    try scratch.git("config", "gitstate.base", "dev")
    #expect(try opened(scratch, at: scratch.gitDirectory).configText("gitstate.base") == "dev")
    try scratch.git("config", "core.worktree", scratch.home)
    let redirected = try opened(scratch, at: scratch.gitDirectory).configuredWorktree
    #expect(redirected == scratch.home)
    try scratch.git("config", "core.repositoryFormatVersion", "1")
    try scratch.git("config", "extensions.splendour", "yes")
    #expect(reason { _ = try opened(scratch, at: scratch.gitDirectory) } == .unsupported)
  }

  @Test func `is the same one within a piece of work, and another's is its own`() async throws {
    let scratch = try ScratchRepository()
    let tip = try id(scratch.commit())
    let main = try ref("refs/heads/main")
    let place = scratch.gitDirectory
    func elsewhere() async throws -> String? {
      try await withCheckedThrowingContinuation { answer in
        Thread.detachNewThread {
          answer.resume(with: Result { try Repository.open(place).configText("gitstate.base") })
        }
      }
    }
    func here() throws -> [String?] {
      let outer = try opened(scratch, at: place)
      let before = outer.configText("gitstate.base")
      try scratch.git("config", "gitstate.base", "dev")
      let inner = try Repository.open(place)
      let within = inner.configText("gitstate.base")
      _ = consume inner
      // What the inner one gave back is still the outer one's.
      let stands = try outer.tip(of: main) == tip
      return [before, within, stands ? "stands" : nil]
    }
    #expect(try here() == [nil, nil, "stands"])
    #expect(try opened(scratch, at: place).configText("gitstate.base") == "dev")
    #expect(try await elsewhere() == "dev")
  }
}
