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
        "phases has 101")
        == true)
    #expect(
      rejection {
        try read(#"{"name": "x", "phases": [{"type": "parallel", "agents": [\#(named(201))]}]}"#)
      }?.sentence.contains("agents has 201") == true)
  }
}

extension WorkflowDefinition {
  fileprivate subscript(id: String) -> WorkflowAgent? { (try? AgentID(id)).flatMap { self[$0] } }
}
