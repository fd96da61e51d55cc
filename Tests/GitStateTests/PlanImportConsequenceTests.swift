import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@Suite struct `Importing over a plan that is carried out` {
  private static let session = "PLAN-260205-0155"

  /// The plan of version 2.5, approved, with its first task in the hands of w9.
  private func begun() throws -> (bench: PlanBench, text: String) {
    let bench = try PlanBench()
    let text = try #require(GoldenFile("plans/2.5.yaml").text)
    try take(text, into: bench)
    let asked = try bench.project.whatWaits(Self.session)
    _ = try bench.project.decide(Self.session, .approve, by: .terminal, seen: asked.seen)
    _ = try bench.project.claimTask(Self.session, task: "task-001", worker: WorkerID("w9"), minutes: 60)
    return (bench, text)
  }

  @discardableResult
  private func take(_ text: String, into bench: PlanBench, applies: Bool = false) throws -> ImportedPlan {
    try bench.project.importPlan([.init(name: "plan.yaml", text: text)], applies: applies)
  }

  /// The plan without its first task, and with one more.
  private func without(_ text: String) throws -> String {
    let first = try #require(text.range(of: "  - id: task-001"))
    let second = try #require(text.range(of: "  - id: task-002"))
    return (text[..<first.lowerBound] + text[second.lowerBound...])
      .replacing(
        "    dependencies:\n      - task-001\n    effort: M", with: "    dependencies: []\n    effort: M"
      )
      .replacing("      - task-001\n      - task-002", with: "      - task-002")
      + "  - {id: task-005, title: One more}\n"
  }

  @Test func `says whose claim ends and that the approval lapses, before and after`() throws {
    let (bench, text) = try begun()
    let other = try without(text)
    let preview = try take(other, into: bench)
    let foreseen = try #require(preview.comparison?.consequences)
    #expect(foreseen.ended.map { "\($0.task) \($0.worker)" } == ["task-001 w9"] && foreseen.changed.isEmpty)
    #expect(
      foreseen.lapsed
        == "added task-005; other dependencies of task-002 and task-004; cancelled task-001")
    #expect(
      foreseen.sentences(isPreview: true) == [
        "Worker w9 would lose the claim on task task-001.",
        "The plan's approval would lapse (added task-005; other dependencies of task-002 and task-004; cancelled task-001): nothing more is handed out until it is approved again.",
        "The batch would be complete: nothing more is handed out until it is confirmed.",
      ])
    #expect(try bench.project.readPlan(Self.session).plan[PlanTaskID("task-001")]?.status.claim != nil)

    let done = try take(other, into: bench, applies: true)
    let happened = try #require(done.comparison?.consequences)
    #expect(happened.ended == foreseen.ended && happened.lapsed == foreseen.lapsed)
    #expect(
      happened.sentences(isPreview: false).first == "Worker w9 has lost the claim on task task-001.")
    #expect(
      rejection { try bench.project.claimNext(Self.session, worker: WorkerID("w1"), minutes: 5) } != nil)
    // Why it was cancelled is what did it.
    #expect(done.view.plan[try PlanTaskID("task-001")]?.status.reason == "the imported file has it no more")
    let out = try bench.project.exportPlan(Self.session).text
    #expect(out.contains("status_reason: the imported file has it no more"))
    let again = try #require(try take(other, into: bench).comparison)
    #expect(again.isEmpty && again.consequences.isEmpty)
    #expect(try bench.project.verify(Self.session).problem == nil)
  }

  @Test func `keeps the file's own reason of a task that it cancels`() throws {
    let (bench, text) = try begun()
    let cancelled = text.replacing(
      "    priority: LOW\n    status: not-started\n    dependencies: []\n    effort: XS",
      with:
        "    priority: LOW\n    status: cancelled\n    status_reason: ruff does it by itself\n    dependencies: []\n    effort: XS"
    )
    let done = try take(cancelled, into: bench, applies: true)
    #expect(done.comparison?.cancelled.map(\.text) == ["task-003"])
    #expect(done.view.plan[try PlanTaskID("task-003")]?.status.reason == "ruff does it by itself")
    #expect(done.comparison?.consequences.ended == [])
  }

  @Test func `shows what each key said and says, and who holds the task meanwhile`() throws {
    let (bench, text) = try begun()
    let long = "A User with a unique email and a bcrypt hash; never the password itself"
    let other = text.replacing(
      "priority: HIGH\n    requires_review", with: "priority: LOW\n    requires_review"
    )
    .replacing("\(long).", with: "\(long), nor its length.")
    .replacing("    reflection: Is the hash's cost configurable?\n", with: "")
    .replacing("  usability: LOW", with: "  usability: HIGH")
    let comparison = try #require(try take(other, into: bench).comparison)
    let differences = try #require(comparison.changed.first?.differences)
    #expect(
      differences.map { "\($0.key): \($0.words.from) → \($0.words.to)" } == [
        "description: \"… password itself.\" → \"… password itself, nor its length.\"",
        "priority: \"HIGH\" → \"LOW\"", "reflection: \"Is the hash's cost configurable?\" → nothing",
      ])
    #expect(comparison.consequences.changed.map { "\($0.task) \($0.worker)" } == ["task-001 w9"])
    #expect(
      comparison.consequences.sentences(isPreview: true) == [
        "Worker w9 holds task task-001, which would read otherwise now."
      ])
    #expect(comparison.differences.map(\.key) == ["validation_matrix"])
    #expect(comparison.differences.first?.to?["usability"] == "HIGH")
  }
}
