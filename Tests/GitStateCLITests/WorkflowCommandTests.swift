import Foundation
import JSON
import TestSupport
import Testing

@Suite struct `The workflow command` {
  private static let definition = """
    {"name":"Feature","approve_via":"any","phases":[
      {"type":"sequential","agents":["planner"]},
      {"type":"parallel","agents":["api","web"],"aggregation":"all_must_pass"},
      {"type":"sequential","agents":["reviewer"]}],
     "agents":[
      {"id":"planner","role":"Plans the work"},{"id":"api","keywords":["backend"]},
      {"id":"web","keywords":["frontend"]},
      {"id":"reviewer","role":"Judges","approval":{"question":"Shall it be merged?","target":"web"},
       "evaluator":{"success":{"field":"decision","value":"APPROVED"},"max_retries":1,"retry":["api","web"]}}]}
    """

  private func start(_ command: Command, _ request: String = "Add a shop", _ more: String...) throws -> String
  {
    let started = try command.run(
      ["workflow", "start", request, "--definition", "-", "--mode", "full", "-q"] + more,
      input: Self.definition)
    try #require(started.status == 0, "\(started.errors)")
    return started.text
  }

  private func result(_ agent: String, _ more: String = "") -> String {
    #"{"agent":"\#(agent)","success":true,"summary":"\#(agent) is done","files_modified":[]\#(more)}"#
  }

  private func evaluate(
    _ command: Command, _ id: String, _ phase: String, _ results: [String], _ more: String...
  ) throws -> Outcome {
    try command.run(
      ["workflow", "evaluate", id, phase, "--results", "-"] + more,
      input: "[\(results.joined(separator: ","))]")
  }

  @Test func `plays a workflow through a review that sends back to its approval`() throws {
    let command = try Command()
    #expect(try command.run("workflow").text.contains("There is no workflow"))
    let started = try command.run(
      "workflow", "start", "Add a shop", "--definition", "-", "--mode", "full", "--instruct",
      "planner=Be brief",
      input: Self.definition)
    #expect(started.status == 0, "\(started.errors)")
    for line in ["is started", "Feature, full", "Now: phase 1", "Your part: Plans the work", "Be brief"] {
      #expect(started.text.contains(line), "\(line) in \(started.text)")
    }
    let id = try #require(
      command.json("workflow")["workflows"]?.arrayValue?.first?["workflow_id"]?.stringValue)
    #expect(try command.json("workflow", "status")["workflow_id"]?.stringValue == id)
    #expect(try command.run("workflow", "status").text.contains("* 1  planner"))

    let early = try evaluate(command, id, "2", [result("api"), result("web")])
    #expect(
      early.status == 65 && early.errors.contains("hint: gitstate workflow status \(id)"), "\(early.errors)")
    let missing = try evaluate(command, id, "1", [])
    #expect(missing.status == 64, "\(missing.errors)")
    let planned = try evaluate(command, id, "1", [result("planner")])
    #expect(
      planned.text.contains("phase 1 passed") && planned.text.contains("at the same time"),
      "\(planned.errors)")
    #expect(
      try evaluate(command, id, "1", [result("planner")]).text.contains("as was recorded before"))
    #expect(try evaluate(command, id, "2", [result("api"), result("web")]).status == 0)
    let no =
      #","decision":"CHANGES_REQUESTED","feedback":"The price is wrong","items":[{"target":"web","passed":false}]"#
    let back = try evaluate(command, id, "3", [result("reviewer", no)])
    #expect(back.text.contains("phase 3 did not pass: web again"), "\(back.text) \(back.errors)")
    #expect(back.text.contains("--attempt 2 --results <file>"))
    #expect(try command.run("workflow", "status", id).text.contains("sent back by reviewer, retry 1 of 1"))
    #expect(try command.run("graph", id).text.contains("web back, 1 of 1"))
    #expect(try command.run("graph", id, "--format", "mermaid").text.contains("-. \"back, 1 of 1\" .->"))
    #expect(try command.run("graph", id, "--format", "dot").text.contains("constraint=false"))
    #expect(try command.run("graph", id, "--format", "svg").text.contains("web back, 1 of 1</text>"))
    #expect(try command.json("graph", id)["retries"]?.arrayValue?.count == 2)
    #expect(try evaluate(command, id, "2", [result("web")], "--attempt", "2").status == 0)
    let yes = #","decision":"APPROVED""#
    let asked = try evaluate(command, id, "3", [result("reviewer", yes)])
    #expect(asked.text.contains("Shall it be merged?") && asked.text.contains("gitstate approve"))

    #expect(try command.run("overview").text.contains("gitstate approve \(id)"))
    #expect(try command.json("overview")["workflows"]?.arrayValue?.first?["progress"] == "2/3")
    #expect(try command.run("prime").text.contains("a person's decision on reviewer"))
    #expect(try command.run("workflow", "approve").status == 64, "nobody is there to ask")
    #expect(try command.run("workflow", "approve", "--dry-run").text.contains("Shall it be merged?"))
    #expect(try command.json("approve", id, "--dry-run")["seen"]?.stringValue?.isEmpty == false)
    let revised = try command.run("approve", id, "--revise", "Darker", "--about", "web", "--yes")
    #expect(revised.status == 0 && revised.text.contains("sent back to be revised"), "\(revised.errors)")
    #expect(revised.text.contains("Darker"))
    #expect(try evaluate(command, id, "2", [result("web", #","feedback":"x""#)]).status == 0)
    #expect(try evaluate(command, id, "3", [result("reviewer", yes)], "--attempt", "3").status == 0)
    let given = try command.run("workflow", "approve", "--yes")
    #expect(given.status == 0 && given.text.contains("is approved"), "\(given.errors)")
    #expect(given.text.contains("completed: agents worked"))
    #expect(try command.run("workflow", "approve", id, "--yes").text.contains("is approved already"))
    #expect(try command.run("workflow", "resume", id).status == 65)
    #expect(try command.run("history").text.contains("phase 1 passed"))
    #expect(try command.run("history", id).status == 0)
    #expect(try command.run("verify").text.contains("follows from its first commit"))
    #expect(try command.run("watch", id, "--until", "done").text.contains("completed, 3 of 3 phases"))
    #expect(try command.run("overview").text.contains("1 workflow ended"))
    try command.repository.expectClean()
  }

  @Test func `takes the only one that goes on, or lists what there is to choose from`() throws {
    let command = try Command()
    let one = try start(command, "First")
    let two = try start(command, "Second")
    #expect(one != two)
    let status = try command.run("workflow", "status")
    #expect(status.status == 64 && status.text.contains("First") && status.text.contains("Second"))
    #expect(status.errors.contains("hint: Name one: gitstate workflow status wf-"))
    for words in [["workflow", "resume"], ["workflow", "abort", "--yes"], ["abort", "--yes"], ["history"]] {
      #expect(try command.run(words).status == 64, "\(words)")
    }
    let ended = try command.run("abort", one, "--reason", "enough", "--yes")
    #expect(ended.status == 0 && ended.text.contains("workflow/\(one) is aborted"), "\(ended.errors)")
    #expect(try command.run("abort", one, "--yes").text.contains("already"))
    #expect(try command.run("workflow", "resume", one, "--instructions", "x").status == 65)
    #expect(try command.run("watch", one, "--until", "done").status == 1)
    #expect(try command.run("workflow", "status").text.contains("Second"))
    let next = try command.run(
      "workflow", "start", "Third", "--continues", one, "--mode", "full")
    #expect(next.status == 0, "\(next.errors)")
    #expect(try command.run("workflow", "list").text.contains("Third"))
  }

  @Test func `checks a definition where there is no repository`() throws {
    let command = try Command()
    let outside = command.repository.folder.path
    let good = try command.run("workflow", "validate", "-", in: outside, input: Self.definition)
    #expect(
      good.status == 0 && good.text.contains("can be carried out: 3 phases, 4 agents"), "\(good.errors)")
    #expect(good.text.contains("reviewer sends back to api and web, at most once"))
    let bad = #"{"name":"x","phases":[{"type":"sequential","agents":["a"]}],"agents":[]}"#
    let refused = try command.run("workflow", "validate", "-", in: outside, input: bad)
    #expect(refused.status == 1 && !refused.text.isEmpty, "\(refused.text) \(refused.errors)")
    let json = try command.run("workflow", "validate", "-", "--json", in: outside, input: bad)
    #expect(try json.status == 1 && JSONValue(parsing: json.output)["valid"] == false)
    #expect(try command.run("workflow", "validate", "none.json").status != 0)
    // A file that is no JSON is a definition that can't be carried out, as any other.
    let none = try command.run("workflow", "validate", "-", input: "{")
    #expect(none.status == 1 && none.text.contains("is no JSON"), "\(none.text) \(none.errors)")
    #expect(
      try JSONValue(parsing: command.run("workflow", "validate", "-", "--json", input: "{").output)["valid"]
        == false)
  }

  @Test func `tells all that is wrong with a definition, each with its place`() throws {
    let command = try Command()
    let text = try #require(GoldenFile("workflows/broken/many-problems.json").text)
    let refused = try command.run("workflow", "validate", "-", input: text)
    #expect(refused.status == 1)
    let lines = refused.text.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasSuffix("problems:") == true && lines.count > 9, "\(refused.text)")
    let json = try JSONValue(parsing: command.run("workflow", "validate", "-", "--json", input: text).output)
    let problems = json["problems"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(problems == lines.dropFirst().map { String($0.dropFirst(2)) })
    for place in [
      "colour", "agents[0].keywords", "agents[1]", "agents[1].evaluator.success", "agents[1].evaluator.rerun",
      "phases[1].type",
      "max_retries",
    ] { #expect(problems.contains { $0.contains(place) }, "\(place)") }
  }

  @Test func `works in a bare repository, and escapes what others wrote`() throws {
    let command = try Command()
    let bare = command.repository.folder.path + "/bare"
    try command.repository.git("clone", "--quiet", "--bare", command.repository.path, bare)
    let started = try command.run(
      "workflow", "start", SamplePlan.hostile, "--definition", "-", "--mode", "full", "-q", in: bare,
      input: Self.definition)
    #expect(started.status == 0, "\(started.errors)")
    for words in [["workflow"], ["workflow", "status"], ["overview"], ["prime"], ["history"], ["graph"]] {
      let outcome = try command.run(words, in: bare, with: ["LC_ALL": "C.UTF-8"])
      #expect(outcome.status == 0, "\(words) \(outcome.errors)")
      #expect(!outcome.output.contains(0x1b) && !outcome.text.unicodeScalars.contains("\u{202e}"), "\(words)")
    }
  }
}
