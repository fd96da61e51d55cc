import Files
import Foundation
import Git
import GitState

/// A process that a test starts to race others for a worktree, to be killed in the middle, or to be timed.
///
/// ```text
/// WorktreeRacer create <common> <name> <branch> <token> <start>   after <start> (steady nanoseconds): made, reused, or the error
/// WorktreeRacer die    <common> <name> <branch> <token> <files>   kills itself when so many files are written
/// WorktreeRacer time   <common> <name> <branch>                   milliseconds: create, status, rescue, remove
/// ```
@main struct WorktreeRacer {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    Library.ignoreUserConfig()
    let worktrees = Worktrees(common: arguments[1])
    guard let name = WorktreeName(arguments[2]), let branch = RefName(arguments[3]) else {
      return print("arguments?")
    }
    switch arguments[0] {
    case "create":
      let start = Int64(arguments[5]) ?? 0
      SteadyClock.pause(nanoseconds: max(0, start - SteadyClock.nanoseconds))
      do {
        let made = try worktrees.create(name, on: branch, occasion: occasion(arguments[4]))
        print(made.reused ? "reused" : "made")
      } catch {
        print("\(error)")
      }
    case "die":
      let enough = Int(arguments[5]) ?? 0
      let watch = Watch(progress: { done, _ in if done >= enough { _ = kill(getpid(), SIGKILL) } })
      _ = try worktrees.create(name, on: branch, occasion: occasion(arguments[4]), watched: watch)
    default:
      try time(worktrees, name, branch)
    }
  }

  private static func occasion(_ token: String) -> Occasion {
    Occasion(
      seconds: WallClock.seconds, author: Signature(name: "Ada", email: "ada@example.org", seconds: 0),
      token: token)
  }

  private static func time(_ worktrees: Worktrees, _ name: WorktreeName, _ branch: RefName) throws {
    func timed(_ what: String, _ body: () throws -> Void) rethrows {
      let start = SteadyClock.nanoseconds
      try body()
      print("\(what): \((SteadyClock.nanoseconds - start) / 1_000_000) ms")
    }
    let token = randomHex(digits: 8)
    var path = ""
    try timed("create") {
      path = try worktrees.create(name, on: branch, occasion: occasion(token)).worktree.path
    }
    try timed("status") { _ = try worktrees.list(counting: true) }
    try timed("rescue, nothing changed") {
      _ = try Rescues(common: worktrees.common).take(of: path, because: "for a timing", on: occasion(token))
    }
    try timed("remove") { _ = try worktrees.remove(name, occasion: occasion(token)) }
  }
}
