import GitState
import JSON
import StateMachine

/// Texts of results where a state tells them once more: each stands whole in `phase_results`, once.
enum Retold {
  static func text(_ text: String) -> String { clipped(text, toBytes: WorkflowLimits.retold) }

  static func result(_ result: AgentResult) -> AgentResult {
    var result = result
    result.summary = text(result.summary)
    result.feedback = result.feedback.map(text)
    result.said = result.said.map { said in
      said.value.utf8.count > WorkflowLimits.retold ? SaidField(said.field, text(said.value), .text) : said
    }
    result.items = result.items.map {
      JudgedItem($0.target, passed: $0.passed, feedback: $0.feedback.map(text))
    }
    return result
  }

  /// What says that texts were cut, and where they stand whole; nil where none was.
  static func note(_ workflow: Workflow) -> JSONValue? {
    let results = workflow.records.flatMap(\.evaluation.results)
    guard results.contains(where: { self.result($0) != $0 }) else { return nil }
    return [
      "bytes": .integer(WorkflowLimits.retold), "whole_in": "phase_results of get_workflow_state",
    ]
  }
}
