import GitState
import JSON
import StateMachine
import YAML

/// YAML that is read is the same when it is written and read again; a plan of it comes out as a text that is read as the
/// same plan, and from then on byte by byte.
///
/// Where an input has a line `%%%`, what follows is another part of the plan, in a file of its own.
enum PlanProbing {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: "\n%%%\n", omittingEmptySubsequences: false)
    if parts.count == 1 {
      guard let node = try? YAMLNode(parsing: text) else { return refuse(text) }
      try checkYAML(node.json)
    }
    let texts = parts.enumerated().map { PlanFile.Text(name: "plan_\($0).yaml", text: String($1)) }
    guard let file = read(texts) else { return }
    guard let plan = try? taken(file) else { return }
    try look(at: plan)
    let once = PlanDocument(plan).yaml
    let again: PlanFile
    do throws(Rejection) {
      again = try PlanFile.read([.init(name: "plan.yaml", text: once)], reindex: false, at: at) {
        (_) throws(Rejection) in []
      }
    } catch {
      throw FuzzFinding("an exported plan is not read: \(error.sentence)\n\(once)")
    }
    let copy = try taken(again)
    let twice = PlanDocument(copy).yaml
    try require(twice == once, "exported again it reads otherwise:\n\(once)\nand\n\(twice)")
    for (task, other) in zip(plan.tasks, copy.tasks) {
      let differences = PlanDocument(plan).differences(task.definition, other.definition)
        .filter { !state.contains($0.key) }
      try require(
        differences.isEmpty && task.status == other.status && task.failures == other.failures,
        "a task comes back as another: \(differences) \(task.status) and \(other.status)")
    }
    try require(
      plan.tasks.count == copy.tasks.count, "\(plan.tasks.count) tasks come back as \(copy.tasks.count)")
  }

  private static let at = Timestamp(seconds: 0)
  /// The keys that say how far a task is, which an export works out anew.
  private static let state: Set<String> = [
    "status", "blocked_reason", "status_reason", "retries_used", "flags",
  ]

  private static func read(_ texts: [PlanFile.Text]) -> PlanFile? {
    try? PlanFile.read(texts, reindex: texts.count > 1, at: at) { (_) throws(Rejection) in [] }
  }

  /// What a refused text is told with.
  private static func refuse(_ text: String) {
    do throws(YAMLError) { _ = try YAMLNode(parsing: text) } catch { _ = error.description }
    _ = read([.init(name: "plan.yaml", text: text)])
  }

  private static func checkYAML(_ value: JSONValue) throws(FuzzFinding) {
    let text = YAMLWriter.text(of: value)
    do throws(YAMLError) {
      let again = try YAMLNode(parsing: text).json
      guard again == value else {
        throw YAMLError(YAMLMark(line: 1, column: 1), "it reads \(again)")
      }
    } catch {
      throw FuzzFinding("\(value) was written as \(text): \(error)")
    }
  }

  /// The plan that a file founds; refused where its tasks wait for each other.
  private static func taken(_ file: PlanFile) throws(FuzzFinding) -> Plan {
    var plan = Plan()
    var founding = file.founding
    founding.base = "main"
    do throws(Rejection) {
      let events = try plan.decide(
        .take(founding, tasks: file.tasks, learnings: file.learnings), given: PlanFacts(), at: at)
      for event in events { plan.apply(Recorded(event, at: at, by: "fuzz", seq: 1)) }
    } catch {
      throw FuzzFinding("a plan that was read can't be taken: \(error.sentence)")
    }
    return plan
  }

  /// Asks a plan what everybody asks it.
  static func look(at plan: Plan) throws(FuzzFinding) {
    let facts = PlanFacts()
    let ready = plan.ready(given: facts)
    try require(
      Set(ready.map(\.id)).isSubset(of: Set(plan.tasks.map(\.id))), "a task is ready that is not there")
    _ = plan.warnings(given: facts)
    _ = plan.progress(given: facts)
    _ = plan.state(given: facts)
    _ = plan.sections
    _ = plan.graph(given: facts).cycle
    let document = PlanDocument(plan)
    _ = document.yaml
    _ = document.markdown
  }
}
