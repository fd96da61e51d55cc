import Foundation
import JSON
import MCPServer
import StateMachine
import TestSupport
import Testing
import WorkflowWalks

/// The state that drivers keep in a file, of workflows to which anything happened.
///
/// `GITSTATE_STATES=<folder>` writes them there, one line each: the conformance tests read them against the schema.
@Suite struct `The state of a random workflow` {
  private static let schema = "workflows/workflow-state.schema.json"

  @Test func `has every key that the schema wants`() throws {
    let schema = try JSONValue(parsing: #require(GoldenFile(Self.schema).text))
    let wanted = try JSONReader(schema, path: "schema")["required"].strings()
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var lines: [String] = []
    var before: Workflow?
    for round in 0..<150 {
      var walk = try WorkflowWalk(using: &generator, after: before)
      while !walk.isOver {
        lines.append(Self.line(walk.bench))
        walk.step(using: &generator)
      }
      lines.append(Self.line(walk.bench))
      #expect(walk.broken.isEmpty, "seed \(seed) round \(round): \(walk.broken.first ?? "")")
      before = round % 3 == 2 ? walk.bench.workflow : nil
    }
    for line in lines {
      let state = try JSONValue(parsing: line)
      for key in wanted where state[key] == nil { Issue.record("seed \(seed): no \(key) in \(line)") }
    }
    guard let folder = ProcessInfo.processInfo.environment["GITSTATE_STATES"] else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: folder + "/states-\(seed).jsonl", atomically: true, encoding: .utf8)
  }

  private static func line(_ bench: WorkflowUnderTest) -> String {
    JSONValue.object(WorkflowResult.state(bench.workflow, seq: bench.seq)).serialized()
  }
}
