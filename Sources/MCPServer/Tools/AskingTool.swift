import GitState
package import JSON
package import StateMachine

/// A tool that has a question for the person at the client before it is carried out.
package protocol AskingTool: Tool {
  /// What the person is asked; nil where nothing is to be asked.
  ///
  /// It writes nothing: in the modern era the call ends with the question, and comes again with the answer.
  func question(_ call: ToolCall) throws(Rejection) -> Question?

  /// What an answer leaves open, asked once more: what is filled in then is added to the answer. nil where it says all.
  func question(_ call: ToolCall, after answer: JSONObject) throws(Rejection) -> Question?
}
