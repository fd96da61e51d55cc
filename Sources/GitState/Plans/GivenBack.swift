import Git
import StateMachine

/// That a worker gave a task back without a result.
struct GivenBack: Sendable {
  let worker: WorkerID
  /// nil where the worker said none.
  let reason: String?
}

extension Project {
  /// Who gave back what is open again of a batch, as the ledger tells it: the state keeps it of none.
  ///
  /// What lies further back than a few hundred commits, or was not fetched, nobody is told.
  func givenBack(of view: PlanView, in repository: borrowing Repository) -> [PlanTaskID: GivenBack] {
    let consent = view.plan.consent
    guard consent.waits.contains(where: { $0.point == .batch }) else { return [:] }
    var open = Set(consent.batch.filter { view.plan[$0]?.status == .pending })
    var found: [PlanTaskID: GivenBack] = [:]
    var next: ObjectID? = view.reading.tip
    var looked = 0
    while !open.isEmpty, let id = next, looked < 500, let commit = try? repository.commit(id) {
      looked += 1
      next = commit.parents.first
      guard case .record(let record) = LedgerMessage.read(commit.text, as: Plan.self) else { continue }
      for event in record.events.reversed().map(\.event) {
        switch event {
        case .claimReleased(let id, let worker, let reason) where open.contains(id):
          found[id] = GivenBack(worker: worker, reason: reason)
          open.remove(id)
        // Something else opened it.
        case .taskRetried(let id), .taskReopened(let id), .taskClaimed(let id, _, _, _): open.remove(id)
        default: break
        }
      }
    }
    return found
  }
}
