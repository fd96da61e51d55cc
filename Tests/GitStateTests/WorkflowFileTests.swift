import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

@Suite struct `A workflow definition` {
  private func read(_ text: String) throws(Rejection) -> (definition: WorkflowDefinition, notes: [String]) {
    try WorkflowDefinition.reading(.string(text))
  }

  @Test(arguments: ["fullstack", "parallel", "approvals", "runtime-6.0"])
  func `of a file is read as its golden says, and is stored the same`(name: String) throws {
    let text = try #require(GoldenFile("workflows/\(name).json").text)
    let read = try read(text)
    let stored = JSONValue.object(read.definition.json)
    #expect(try WorkflowDefinition(stored: JSONReader(stored)) == read.definition)
    // What is stored is a definition that people may give back.
    let again = try WorkflowDefinition.reading(stored)
    #expect(again.definition == read.definition && again.notes.isEmpty)
    try GoldenFile("workflows/read/\(name).txt").expect(
      stored.serialized() + "\n" + read.notes.map { "note: \($0)\n" }.joined())
  }

  @Test func `exported by the builder is the fullstack workflow`() throws {
    let own = try read(try #require(GoldenFile("workflows/fullstack.json").text)).definition
    let exported = try read(try #require(GoldenFile("workflows/runtime-6.0.json").text))
    #expect(exported.definition.phases == own.phases)
    #expect(exported.definition["code-reviewer"]?.evaluator?.retry == own["code-reviewer"]?.evaluator?.retry)
    #expect(exported.definition.agents.map(\.keywords) == own.agents.map(\.keywords))
    #expect(exported.notes.count == 3)
  }

  @Test func `has the keywords that the golden table of intents is made with`() throws {
    let own = try read(try #require(GoldenFile("workflows/fullstack.json").text)).definition
    let table = try #require(GoldenFile("workflows/intents.txt").text)
    for agent in own.agents {
      #expect(table.contains("\n# \(agent.id): \(agent.keywords.joined(separator: ", "))\n"), "\(agent.id)")
    }
  }

  @Test func `that is broken is refused as its golden says`() throws {
    let folder = packageRoot + "/Fixtures/workflows/broken"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
    #expect(names.count >= 30)
    var told = ""
    for name in names.sorted() {
      let text = try #require(GoldenFile("workflows/broken/\(name)").text)
      do throws(Rejection) {
        _ = try read(text)
        Issue.record("\(name) was taken")
      } catch {
        told += "\(name): \(error.code.rawValue): \(error.sentence)\n"
        // All that is wrong with it, where that is more than one thing.
        let all = error.details.first { $0.name == "problems" }?.value
        guard case .list(let problems) = all, problems.count > 1 else { continue }
        for problem in problems { if case .text(let text) = problem { told += "  \(text)\n" } }
      }
    }
    try GoldenFile("workflows/broken/errors.txt").expect(told)
  }

  @Test func `without phases is made of layers`() throws {
    func phases(_ agents: String) throws -> [String] {
      try read(#"{"name": "x", "agents": [\#(agents)]}"#).definition.phases.map {
        "\($0.kind.rawValue) \($0.agents.map(\.text).joined(separator: " "))"
      }
    }
    #expect(try phases(#""a", "b""#) == ["sequential a", "sequential b"])
    #expect(
      try phases(#"{"id": "c", "depends_on": ["a", "b"]}, "a", "b""#) == ["parallel a b", "sequential c"])
    #expect(
      try phases(#"{"id": "a", "parallel_group": 1}, "b", {"id": "c", "parallel_group": 1}"#) == [
        "parallel a c", "sequential b",
      ])
    #expect(
      try phases(
        #"{"id": "a", "depends_on": "r"}, {"id": "r", "depends_on": "a", "evaluator": {"retry": "a"}}"#)
        == ["sequential a", "sequential r"])
  }

  @Test func `of too many agents or phases is refused`() throws {
    func named(_ count: Int) -> String { (0..<count).map { "\"a\($0)\"" }.joined(separator: ", ") }
    #expect(
      rejection { try read(#"{"name": "x", "phases": [\#(named(101))]}"#) }?.sentence.contains(
        "phases: it has 101 entries, and the limit is 100")
        == true)
    #expect(
      rejection {
        try read(#"{"name": "x", "phases": [{"type": "parallel", "agents": [\#(named(201))]}]}"#)
      }?.sentence.contains("agents: it has 201 entries, and the limit is 200") == true)
    // Of a text that would take hours to compare, nothing is compared.
    #expect(
      rejection { try read(#"{"name": "x", "agents": [\#(named(200_000))]}"#) }?.sentence.contains(
        "the limit is 200") == true)
  }

  @Test func `of too much text is refused with the limit`() throws {
    let long = String(repeating: "x", count: 70_000)
    let word = String(repeating: "x", count: 501)
    let words = (0...200).map { "\"w\($0)\"" }.joined(separator: ",")
    for (agent, limit) in [
      (#""instruction": "\#(long)""#, "65536"), (#""role": "\#(long)""#, "65536"),
      (#""name": "\#(word)""#, "500"),
      (#""keywords": ["\#(word)"]"#, "500"), (#""keywords": [\#(words)]"#, "200"),
      (#""documents": [\#(words)]"#, "200"),
      (#""approval": "\#(long)""#, "65536"),
    ] {
      let refused = rejection { try read(#"{"name": "x", "agents": [{"id": "a", \#(agent)}]}"#) }
      #expect(refused?.code == .limitExceeded, "\(agent.prefix(20)) \(refused?.sentence ?? "")")
      #expect(refused?.sentence.hasSuffix("the limit is \(limit).") == true, "\(refused?.sentence ?? "")")
    }
    let text = String(repeating: "x", count: 65_000)
    let many = (0..<17).map { #"{"id": "a\#($0)", "role": "\#(text)"}"# }.joined(separator: ",")
    #expect(
      rejection { try read(#"{"name": "x", "agents": [\#(many)]}"#) }?.sentence.contains("texts together")
        == true)
  }

  @Test func `has a note of an aggregation that decides nothing`() throws {
    func notes(_ text: String) throws -> [String] { try read(text).notes }
    #expect(
      try notes(
        #"{"name": "x", "phases": [{"type": "sequential", "agents": ["a"], "aggregation": "any_pass"}]}"#)
        == ["The aggregation of phases[0] decides nothing: a works alone in it."])
    #expect(
      try notes(
        #"{"name": "x", "phases": [{"type": "parallel", "agents": ["a"], "aggregation": "majority"}]}"#
      ).count == 1)
    #expect(
      try notes(
        #"{"name": "x", "phases": [{"type": "parallel", "agents": ["a", "b"], "aggregation": "majority"}]}"#
      ).isEmpty)
    #expect(
      try notes(
        #"{"name": "x", "agents": [{"id": "a", "aggregation": "majority"}, {"id": "b", "depends_on": "a"}]}"#)
        == ["The aggregation of agent a decides nothing: a works alone."])
  }

  @Test func `names a retry target once, however often it is written`() throws {
    let read = try read(
      #"{"name": "x", "phases": ["a", "r"], "agents": ["a", {"id": "r", "evaluator": {"retry": ["a", "@a", "a"], "success": {"field": "score", "value": 8}}}]}"#
    )
    #expect(read.definition["r"]?.evaluator?.retry.map(\.text) == ["a"])
    #expect(read.definition["r"]?.evaluator?.value == "8")
  }

  @Test func `has options whose words are decisions`() {
    for (option, decision) in [
      ("Approve", Decision.approve), ("Ship it!", .approve), ("Yes, go ahead", .approve), ("LGTM", .approve),
      ("Needs changes", .revise), ("Revise", .revise), ("Reject", .revise), ("Send it back", .revise),
      ("No", .revise),
      ("Cancel", .abort), ("Stop everything", .abort), ("ABORT", .abort),
    ] { #expect(WorkflowApproval.decision(for: option) == decision, "\(option)") }
    for option in [
      "", "Maybe", "Approve or revise", "No changes", "Don't ship it", "Do not approve", "Never stop",
      "Go back", "👍",
    ] { #expect(WorkflowApproval.decision(for: option) == nil, "\(option)") }
  }
}

extension WorkflowDefinition {
  fileprivate subscript(id: String) -> WorkflowAgent? { (try? AgentID(id)).flatMap { self[$0] } }
}
