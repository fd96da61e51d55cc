import GitState
package import JSON
package import StateMachine

package struct Decide: AskingTool {
  package static let name = "decide"
  package static let title = "Decide"
  package static let summary =
    "After request_approval: puts the decision to the person at your client, whose answer counts; your own only where approve_via is any."
  package static let set = ToolSet.execution
  package static let sets: Set<ToolSet> = [.execution, .workflow]
  package static let hints = ToolHints.setting
  package static let parameters =
    DecisionPlace.parameters + [
      Parameter("decision", .choice(Decide.words), required: true),
      Parameter("seen", .text, note: "from request_approval; not for abort"), Parameter("target", .text),
      Parameter("reason", .text),
    ]

  static let words = ["approve", "revise", "abort", "confirm"]

  private let place: DecisionPlace
  private let decision: Decision
  private let seen: String?
  private let target: String?
  private let reason: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    place = try DecisionPlace(arguments)
    let word = comparable(try arguments.required("decision"))
    var known = Decide.words.contains(word) ? Decision(rawValue: word) : nil
    // A workflow's definition has options in words of its own.
    if known == nil, case .workflow = place { known = WorkflowApproval.decision(for: word) }
    guard let decision = known else {
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
    let asked = try place.asked(in: call.project)
    // A call that was carried out before, or that its guard forbids, is answered without anybody.
    if asked.isSettled(call.guarded) { return nil }
    let verdict = asked.verdict(decision, by: .elicitation, seen: seen, reason: reason, target: target)
    guard asked.needsPerson(decision), !asked.isGiven(verdict) else { return nil }
    // What would be refused, whoever decides, nobody is asked.
    try asked.check(verdict, at: call.project.now)
    return DecisionForm.question(asked, proposed: decision, seen: seen, reason: reason, target: target)
  }

  package func question(_ call: ToolCall, after answer: JSONObject) throws(Rejection) -> Question? {
    guard let chosen = try? DecisionForm.read(.success(answer)), chosen.decision == .revise,
      chosen.reason == nil
    else { return nil }
    return DecisionForm.reasonQuestion(try place.asked(in: call.project))
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    guard let answer = call.answer else {
      // Nobody was asked: it was decided already, or an agent may decide.
      let present = try place.asked(in: call.project)
      let verdict = present.verdict(decision, by: .agent, seen: seen, reason: reason, target: target)
      if decision == .revise, reason == nil, !present.isGiven(verdict) {
        throw Rejection(
          .missingArgument, "reason is required to revise: it says what is to be changed.",
          details: [.init("argument", .text("reason"))])
      }
      return try result(of: decision, by: .agent, reason: reason, target: target, call)
    }
    let present = try place.asked(in: call.project)
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
      of: chosen.decision, by: .elicitation, reason: chosen.reason, target: chosen.target, call)
  }

  private func result(
    of decision: Decision, by way: DecisionWay, reason: String?, target: String?, _ call: ToolCall
  ) throws(Rejection) -> ToolOutcome {
    .object(
      .object(
        try place.decide(decision, by: way, seen: seen, reason: reason, target: target, call)))
  }
}
