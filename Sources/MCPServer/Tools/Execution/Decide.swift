import GitState
package import JSON
package import StateMachine

package struct Decide: AskingTool {
  package static let name = "decide"
  package static let title = "Decide on a plan"
  package static let summary =
    "After request_approval: puts the decision to the person at your client, whose answer counts; your own only where the plan's approve_via is any."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan,
    Parameter("decision", .choice(Decide.words), required: true),
    Parameter("seen", .text, note: "from request_approval; not for abort"), Parameter("target", .text),
    Parameter("reason", .text),
  ]

  static let words = ["approve", "revise", "abort", "confirm"]

  private let plan: String
  private let decision: Decision
  private let seen: String?
  private let target: String?
  private let reason: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    let word = comparable(try arguments.required("decision"))
    guard let decision = Decision(rawValue: word), Decide.words.contains(word) else {
      throw Rejection(
        .invalidArgument, "decision: expected \(spoken(Decide.words, word: "or")), got \(quoted(word)).",
        details: [.init("argument", .text("decision")), .init("allowed", .texts(Decide.words))])
    }
    self.decision = decision
    seen = decision == .abort ? try arguments.text("seen") : try arguments.required("seen")
    target = try arguments.lines("target")
    reason = try arguments.lines("reason")
  }

  package func question(_ call: ToolCall) throws(Rejection) -> Question? {
    let asked = try call.project.whatWaits(plan)
    let present = asked.view.plan
    // A call that was carried out before, or that its guard forbids, is answered without anybody.
    if call.guarded.isSettled(on: asked.view.reading) { return nil }
    let verdict = present.verdict(decision, by: .elicitation, seen: seen, reason: reason, target: target)
    guard present.needsPerson(decision), !present.isGiven(verdict) else { return nil }
    // What the plan would refuse, whoever decides, nobody is asked.
    _ = try present.decide(.decide(verdict), given: asked.view.facts, at: call.project.now)
    return DecisionForm.question(asked, proposed: decision, seen: seen, reason: reason)
  }

  package func question(_ call: ToolCall, after answer: JSONObject) throws(Rejection) -> Question? {
    guard let chosen = try? DecisionForm.read(.success(answer)), chosen.decision == .revise,
      chosen.reason == nil
    else { return nil }
    return DecisionForm.reasonQuestion(try call.project.whatWaits(plan))
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    guard let answer = call.answer else {
      // Nobody was asked: it was decided already, or the plan lets an agent decide.
      let present = try call.project.whatWaits(plan).view.plan
      let verdict = present.verdict(decision, by: .agent, seen: seen, reason: reason, target: target)
      if decision == .revise, reason == nil, !present.isGiven(verdict) {
        throw Rejection(
          .missingArgument, "reason is required to revise: it says what is to be changed.",
          details: [.init("argument", .text("reason"))])
      }
      return try result(of: decision, by: .agent, reason: reason, target: target, call)
    }
    let present = try call.project.whatWaits(plan).view.plan
    let chosen: DecisionForm.Answer
    do throws(DecisionForm.NoAnswer) {
      chosen = try DecisionForm.read(answer)
    } catch {
      throw present.personNeeded(for: decision, because: error.sentence)
    }
    if chosen.decision == .revise, chosen.reason == nil {
      throw present.personNeeded(
        for: .revise, because: "The person wants it revised and did not say what is to be changed.")
    }
    return try result(
      of: chosen.decision, by: .elicitation, reason: chosen.reason,
      target: chosen.decision == .revise ? target : nil, call)
  }

  private func result(
    of decision: Decision, by way: DecisionWay, reason: String?, target: String?, _ call: ToolCall
  ) throws(Rejection) -> ToolOutcome {
    .object(
      .object(
        ConsentResult.decided(
          try call.project.decide(
            plan, decision, by: way, seen: seen, reason: reason, target: target, guarded: call.guarded))))
  }
}
