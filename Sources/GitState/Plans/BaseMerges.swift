import Git
import StateMachine

/// What the merge commits of a base say: capabilities, and tasks that they deliver.
struct BaseMerges: Sendable {
  /// A merge made by merge_task_branch, which names the task that it completes.
  struct Delivery: Sendable {
    let task: PlanTaskID
    let tip: String
    let merge: String
  }

  var provides: [Capability] = []
  /// By the branch of their plan, from the newest to the oldest.
  var deliveries: [String: [Delivery]] = [:]

  /// The same, each capability once.
  var withoutRepeats: BaseMerges {
    var merges = self
    var seen: Set<Capability> = []
    merges.provides = provides.filter { seen.insert($0).inserted }
    return merges
  }

  /// The trailer by which a merge names what it completes.
  static let trailer = "Gitstate-Completes"

  /// Takes in one merge commit; called from the newest to the oldest.
  mutating func take(_ commit: Commit) {
    provides += ProvidesSection.capabilities(in: commit.message).map { Capability(known: $0) }
    guard commit.parents.count > 1, let value = LedgerMessage.trailers(of: commit.text)?["Completes"]
    else { return }
    let parts = value.split(separator: " ")
    guard parts.count == 2, let task = try? PlanTaskID(String(parts[1])) else { return }
    deliveries[String(parts[0]), default: []].append(
      Delivery(task: task, tip: commit.parents[1].description, merge: commit.id.description))
  }

  /// Adds what older merges say.
  mutating func add(older: BaseMerges) {
    provides += older.provides
    deliveries.merge(older.deliveries) { $0 + $1 }
  }
}
