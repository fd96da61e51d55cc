import GitState
import JSON
import StateMachine
import Testing

@Suite struct `A result as an agent writes it` {
  private func read(_ text: String) throws -> AgentResult {
    try AgentResultForm.read(JSONReader(try JSONValue(parsing: text), path: "result"))
  }

  @Test func `may be an evaluator's own form, without success and with its summary inside`() throws {
    let result = try read(
      #"""
      {"agent": "r", "passed": false, "overall": {"summary": "Two of three fail", "pass_rate": 0.33, "severity": "critical"},
       "items": [{"target": "api", "passed": false, "feedback": {"summary": "No tests", "issues": ["models", {"file": "a.py"}],
                  "suggestions": ["add some"], "severity": "warning"}},
                 {"target": "web", "passed": false, "severity": "info"}]}
      """#)
    #expect(result.success && result.summary == "Two of three fail" && result.files.isEmpty)
    #expect(result.said.contains(SaidField("passed", "false")))
    #expect(result.items.map(\.passed) == [false, false])
    #expect(
      result.items[0].feedback
        == "No tests\n- models\n- {\"file\":\"a.py\"}\n- add some\n- severity: warning")
    #expect(result.items[1].feedback == "- severity: info")
    #expect(result.feedback == "Two of three fail")
  }

  @Test func `keeps its feedback, its lists and what it says of the whole, each once`() throws {
    let result = try read(
      #"""
      {"agent": "r", "success": true, "summary": "s", "files_modified": [], "decision": "REJECTED", "feedback": ["Names", "Tests"],
       "blockers": ["no login"], "action_items": "add one", "overall": {"summary": "Not yet"}}
      """#)
    #expect(result.feedback == "- Names\n- Tests\n- no login\n- add one\nNot yet")
    let again = try AgentResultForm.read(JSONReader(.object(AgentResultForm.json(result)), path: "result"))
    #expect(again == result)
  }

  @Test func `says a plain agent's missing fields as before`() throws {
    for (text, missing) in [
      (#"{"agent": "a", "summary": "s", "files_modified": []}"#, "success"),
      (#"{"agent": "a", "success": true, "files_modified": []}"#, "summary"),
      (#"{"agent": "a", "success": true, "summary": "s"}"#, "files_modified"),
      (#"{"agent": "a", "passed": true, "items": []}"#, "summary"),
      (#"{"agent": "a", "passed": true, "overall": {"feedback": "redo"}, "items": []}"#, "overall.summary"),
      (#"{"agent": "a", "passed": true, "overall": "", "items": []}"#, "summary"),
      // What says nothing of how it went is no success.
      (#"{"agent": "a", "overall": {"summary": "s"}, "items": []}"#, "success"),
    ] {
      let refused = #expect(throws: Rejection.self) { try read(text) }
      #expect(refused?.code == .missingArgument && refused?.sentence.contains(missing) == true, "\(text)")
    }
  }

  @Test func `has a text that says it of the whole for its summary`() throws {
    let result = try read(#"{"agent": "a", "passed": false, "overall": "bad", "items": []}"#)
    #expect(result.summary == "bad" && result.feedback == "bad")
  }

  @Test func `comes back with the values that were said, whatever they look like`() throws {
    let text =
      #"{"agent":"a","success":true,"summary":"s","files_modified":[],"score":8,"rate":0.50,"big":12345678901234567890,"word":"8","yes":"true","truth":true,"list":"[1]","real":[1,"1"],"deep":{"a":{"b":1}}}"#
    let result = try read(text)
    #expect(JSONValue.object(AgentResultForm.json(result)).serialized() == text)
    let again = try AgentResultForm.read(JSONReader(.object(AgentResultForm.json(result)), path: "result"))
    #expect(again == result)
  }

  @Test func `is met in a field of a field`() throws {
    var definition = WorkflowDefinition(
      name: "x", phases: [], agents: [WorkflowAgent(try AgentID("r"))])
    var evaluator = WorkflowEvaluator(retry: [try AgentID("a")])
    evaluator.field = "overall.verdict.word"
    definition.agents[0].evaluator = evaluator
    let text =
      #"{"agent":"r","success":true,"summary":"s","files_modified":[],"overall":{"verdict":{"word":"APPROVED"}}}"#
    let met = try #require(AgentResultForm.met([try read(text)], by: definition).first)
    #expect(met.said.contains(SaidField("overall.verdict.word", "APPROVED")))
    // It is the same value, and is shown once.
    var shown = AgentResultForm.json(met)
    shown["feedback"] = nil
    #expect(JSONValue.object(shown).serialized() == text)
    let other = try read(#"{"agent":"r","success":true,"summary":"s","files_modified":[],"overall":"fine"}"#)
    #expect(AgentResultForm.met([other], by: definition) == [other])
    #expect(AgentResultForm.met([try read(text)], by: nil) == [try read(text)])
  }
}
