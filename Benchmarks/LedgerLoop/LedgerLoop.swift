import CProcess
import Files
import Foundation
import Git
import GitState
import StateMachine

/// What a write of a ledger costs with nothing around it: the library in a loop, as bare.c is libgit2 in a loop.
///
///     LedgerLoop REPOSITORY PLAN COUNT FSYNC NAME
///
/// Reads the plan, prints "ready", waits for a line on its input, and then writes COUNT updates of the plan, one after the other.
/// Prints the median of one in milliseconds. NAME tells its updates from those of others.
@main struct LedgerLoop {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 5, let count = Int(arguments[2]), count > 0 else {
      print("usage: LedgerLoop REPOSITORY PLAN COUNT FSYNC NAME")
      exit(64)
    }
    // As `gitstate` does.
    _ = gitstate_prepare_memory()
    var settings = Project.Settings()
    settings.isDurable = arguments[3] == "1"
    let project = try Project(at: arguments[0], settings: settings)
    _ = try project.readPlan(arguments[1])
    print("ready")
    fflush(nil)
    _ = readLine()
    var times: [Int64] = []
    for turn in 0..<count {
      let start = SteadyClock.nanoseconds
      let change = try project.updatePlan(arguments[1]) { _ throws(Rejection) in
        var update = PlanUpdate()
        update.learnings = "Process \(arguments[4]) was here \(turn) times."
        return update
      }
      precondition(change.changed)
      times.append(SteadyClock.nanoseconds - start)
    }
    times.sort()
    print(Double(times[count / 2]) / 1e6)
  }
}
