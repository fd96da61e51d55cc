import Foundation
import StateMachine
import TestSupport
import Testing

/// Pages that are printed from the code: `GITSTATE_REWRITE=1` prints them anew.
@Suite struct `A reference page` {
  private func page(_ name: String) -> GoldenFile {
    GoldenFile("../Sources/GitState/GitState.docc/\(name).md")
  }

  @Test func `of task states is the transition table`() throws {
    var text = """
      # Task states

      What may happen to a task, in each state, and by which tools.

      ## Overview

      Printed from the table that the machine itself decides by. Every state has a way out, and every way out a tool.

      | in state | is | leads to | by |
      |---|---|---|---|

      """
    for row in TaskTransitions.all {
      let tools = row.tools.map { "`\($0)`" }.joined(separator: ", ")
      text += "| `\(row.from.rawValue)` | \(row.action.rawValue) | `\(row.to.rawValue)` | \(tools) |\n"
    }
    text += """

      Anything else is refused as `wrong_state`, with the states that allow it and, where opening the task again helps, that call.

      """
    try page("TaskStates").expect(text)
  }

  @Test func `of error codes is the closed list`() throws {
    var text = """
      # Error codes

      Every code that an error can carry.

      ## Overview

      Printed from the list in the code, which is closed. An error is `{"error": sentence, "code": word, "next": {"tool", "arguments"}, …}`, with the
      facts beside it that its sentence names.

      | code | means |
      |---|---|

      """
    for code in ErrorCode.allCases { text += "| `\(code.rawValue)` | \(code.meaning) |\n" }
    try page("ErrorCodes").expect(text)
  }

  @Test func `of what doctor finds is the closed list`() throws {
    let text = try #require(page("Doctor").text)
    let start = try #require(text.range(of: "| id | is |"))
    var rows = "| id | is |\n|---|---|\n"
    for kind in FindingKind.allCases where !kind.isAdvice {
      rows += "| `\(kind.rawValue)` | \(kind.meaning) |\n"
    }
    rows += "\n## Worth knowing\n\nThese are no fault, and the exit code does not speak of them.\n\n"
    rows += "| id | is |\n|---|---|\n"
    for kind in FindingKind.allCases where kind.isAdvice {
      rows += "| `\(kind.rawValue)` | \(kind.meaning) |\n"
    }
    try page("Doctor").expect(String(text[..<start.lowerBound]) + rows)
  }

  @Test func `of plan files has the words of each dialect`() throws {
    let text = try #require(page("PlanFiles").text)
    for state in TaskStatus.Word.allCases {
      let words = PlanDialect.allCases.map { "`\($0.word(for: state))`" }
      #expect(text.contains("| `\(state.rawValue)` | \(words.joined(separator: " | ")) |"), "\(state)")
      // Each of them means that state, or the nearest, on the way in.
      for dialect in PlanDialect.allCases {
        #expect(TaskStatus.Word(anyDialect: dialect.word(for: state)) != nil)
      }
    }
  }

  @Test func `of the ledger format names every type of event`() throws {
    let text = try #require(page("LedgerFormat").text)
    let words = Set(text.split { !($0.isLetter || $0.isNumber) }.map(String.init))
    for type in [
      "planCreated", "planAdopted", "planUpdated", "taskAdded", "taskChanged", "taskBranched", "taskClaimed",
      "claimReleased",
      "taskBlocked", "taskCompleted", "taskReopened", "taskCancelled", "learningRecorded",
      "leaseRenewed", "taskReported", "reportNoted", "taskFailed", "taskRetried", "replanNeeded",
      "approvalRequested", "approvalReopened", "batchCompleted", "workHalted", "planApproved",
      "batchConfirmed", "haltLifted", "revisionRequested", "planAborted", "planReopened",
      "reviewRequested", "taskReviewed", "reviewOverridden", "taskExpanded", "expansionResumed",
      "planRevised",
    ] {
      #expect(words.contains(type), "\(type)")
    }
  }
}
