import Git
import StateMachine

/// What is known of the history behind a base's tip: read once, and from then on only what is new.
struct BaseStory: Sendable {
  let tip: ObjectID
  let merges: BaseMerges
  /// Of the commits that were asked about, those that the tip reaches.
  private(set) var reached: Set<ObjectID> = []
  /// And those that it doesn't.
  private(set) var unreached: Set<ObjectID> = []

  /// Reads a whole history.
  init(of tip: ObjectID, in repository: borrowing Repository) throws {
    var merges = BaseMerges()
    for commit in try repository.merges(reachableFrom: tip) { merges.take(commit) }
    self.tip = tip
    self.merges = merges.withoutRepeats
  }

  /// Takes what came on top of an earlier tip.
  ///
  /// What that reached this reaches too; what it did not is looked for among the new commits only.
  /// - Returns: nil where the earlier tip is not behind this one.
  init?(of tip: ObjectID, after before: BaseStory, in repository: borrowing Repository) throws {
    guard let new = try repository.growth(of: tip, since: before.tip) else { return nil }
    var merges = BaseMerges()
    for id in new where try repository.parents(of: id).count > 1 { merges.take(try repository.commit(id)) }
    merges.add(older: before.merges)
    self.tip = tip
    self.merges = merges.withoutRepeats
    let found = before.unreached.intersection(new)
    reached = before.reached.union(found)
    unreached = before.unreached.subtracting(found)
  }

  /// Those of the commits that the tip reaches.
  ///
  /// What is not stored here may yet be fetched: it is asked about again.
  mutating func reached(among wanted: Set<ObjectID>, in repository: borrowing Repository) throws -> Set<
    ObjectID
  > {
    let unknown = wanted.subtracting(reached).subtracting(unreached)
    if !unknown.isEmpty {
      let stored = unknown.filter { repository.contains($0) }
      let found = try repository.reachable(stored, from: tip)
      reached.formUnion(found)
      unreached.formUnion(stored.subtracting(found))
    }
    return wanted.intersection(reached)
  }

  /// How many commits it remembers.
  var size: Int { reached.count + unreached.count }
}
