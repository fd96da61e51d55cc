import StateMachine
import Testing

@testable import GitState

@Suite struct `A claim in a stored state` {
  @Test(arguments: [
    #"{"tasks":[{"claim":{"at":"2026-01-01T00:00:00Z","seq":3,"worker":"5"},"id":"a"}]}"#,
    #"{"tasks":[{"claim":{"seq":3,"worker":"worker-5"}}]}"#,
    #"{"tasks":[{"reported":{"report":{},"worker":"5"},"claim": {"worker": "5"}}]}"#,
  ])
  func `is told by the name of its worker`(state: String) throws {
    #expect(try Claim.mayStand(in: Array(state.utf8)[...], of: WorkerID("5")))
  }

  @Test(arguments: [
    #"{"tasks":[{"reported":{"report":{"outcome":"completed"},"worker":"5"},"id":"a"}]}"#,
    #"{"tasks":[{"completion":{"by":"worker-5","tip":"00000000000000000000000000000000000000a5"},"id":"05"}]}"#,
    #"{"tasks":[{"claim":{"seq":3,"worker":"15"}},{"claim":{"seq":5,"worker":"worker-55"}}]}"#,
  ])
  func `is not told by what only ends or reports the same`(state: String) throws {
    #expect(try !Claim.mayStand(in: Array(state.utf8)[...], of: WorkerID("5")))
  }
}
