import GitState
import JSON
import StateMachine

/// A ledger's record that is read is the same when it is written and read again, whatever machine it is of; its events,
/// on no state or on the one that it carries, can be told, counted and kept.
enum TrailerProbing {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    try check(bytes, as: Plan.self, isFounded: { $0.founding != nil }) { (plan) throws(FuzzFinding) in
      try PlanProbing.look(at: plan)
    }
    try check(bytes, as: Run.self, isFounded: { $0.founding != nil }) { (_) throws(FuzzFinding) in }
    try check(bytes, as: Workflow.self, isFounded: { $0.founding != nil }) { (_) throws(FuzzFinding) in }
    try MessageProbing.checkTask(String(decoding: bytes, as: UTF8.self))
  }

  private static func check<Machine: LedgerCodable>(
    _ bytes: [UInt8], as: Machine.Type, isFounded: (Machine) -> Bool,
    look: (Machine) throws(FuzzFinding) -> Void
  ) throws(FuzzFinding) {
    guard case .record(var record) = LedgerMessage.read(bytes, as: Machine.self) else { return }
    var machine = Machine()
    for event in record.events { machine.apply(event) }
    var carried = record.snapshot?.machine ?? machine
    if record.snapshot == nil {
      record.snapshot = LedgerSnapshot()
      record.snapshot?.machine = machine
    } else {
      for event in record.events { carried.apply(event) }
      try look(carried)
    }
    try look(machine)
    // What was never founded is never written either: a reader answers that there is no such ledger.
    guard isFounded(carried) else { return }
    if isFounded(machine) { try checkKept(machine) }
    try checkKept(carried)

    let events = record.events.map(\.event)
    let again = try written(record, carried.story(of: events), carried.sections)
    try require(
      again.seq == record.seq && again.key == record.key && again.holders == record.holders,
      "another seq or key, or other holders, are read than were written")
    try require(again.events == record.events, "other events are read than were written")
    try require(
      text(again.snapshot) == text(record.snapshot),
      "another state is read than was written: \(text(again.snapshot)) for \(text(record.snapshot))")
    _ = Machine.reasons(of: events)
  }

  private static func written<Machine: LedgerCodable>(
    _ record: LedgerRecord<Machine>, _ story: Story, _ sections: String
  ) throws(FuzzFinding) -> LedgerRecord<Machine> {
    let text = LedgerMessage.text(
      of: record, events: LedgerMessage.events(of: record),
      state: record.snapshot.map { LedgerMessage.state(of: $0) }, story: story, sections: sections)
    guard case .record(let again) = LedgerMessage.read(Array(text.utf8), as: Machine.self) else {
      throw FuzzFinding("what was written is no record: \(text)")
    }
    return again
  }

  /// That a state's stored form is read as the same state.
  static func checkKept<Machine: LedgerCodable>(_ machine: Machine) throws(FuzzFinding) {
    var snapshot = LedgerSnapshot<Machine>()
    snapshot.machine = machine
    let once = JSONValue.object(snapshot.json)
    do throws(JSONPathError) {
      let again = try LedgerSnapshot<Machine>(from: JSONReader(once))
      try same(once, JSONValue.object(again.json))
    } catch {
      throw FuzzFinding("a state's stored form is not read: \(error) in \(once)")
    }
  }

  private static func same(_ one: JSONValue, _ other: JSONValue) throws(JSONPathError) {
    guard one == other else {
      throw JSONReader(other).refused("it is read as another state: \(other) for \(one)")
    }
  }

  private static func text<Machine>(_ snapshot: LedgerSnapshot<Machine>?) -> String {
    snapshot.map { JSONValue.object($0.json).serialized(sortedKeys: true) } ?? "nothing"
  }
}
