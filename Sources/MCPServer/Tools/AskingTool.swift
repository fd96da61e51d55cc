import GitState
import JSON
package import StateMachine

/// A tool that has a question for the person at the client before it is carried out.
package protocol AskingTool: Tool {
  /// What the person is asked; nil where nothing is to be asked.
  ///
  /// It writes nothing: in the modern era the call ends with the question, and comes again with the answer.
  func question(_ call: ToolCall) throws(Rejection) -> Question?
}
