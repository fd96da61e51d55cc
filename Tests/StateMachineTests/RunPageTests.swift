import StateMachine
import TestSupport
import Testing

@Suite struct `The reference page of phase states` {
  @Test func `is the transition table`() throws {
    var text = """
      # Phase states

      What may happen to a phase of a run, in each state, and by which tool.

      ## Overview

      Printed from the table that the machine itself decides by. Phases are completed in order: the first that is not complete is
      the current one. Every state has a way out.

      | in state | is | leads to | by |
      |---|---|---|---|

      """
    for row in PhaseTransitions.all {
      let to = row.to.map { "`\($0.rawValue)`" } ?? "what it was then"
      text += "| `\(row.from.rawValue)` | \(row.action.rawValue) | \(to) | `\(row.tool)` |\n"
    }
    text += """

      Anything else is refused as `wrong_state`. A rollback to a checkpoint opens the phases that were completed after it, and takes
      back what was recorded of the open ones since: validations, merges, later checkpoints, and the run's own completion. Rolling
      back to the rescue that it took lets all of it stand again. While a rollback is in progress, every other change is
      refused with the call that finishes it; where it can't be finished, its own rescue leads back.

      """
    try GoldenFile("../Sources/GitState/GitState.docc/PhaseStates.md").expect(text)
  }
}
