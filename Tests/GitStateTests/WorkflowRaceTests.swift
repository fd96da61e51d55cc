import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Workflows that several write at the same time` {
  private static func definition() throws -> WorkflowDefinition {
    let agent = WorkflowAgent(try AgentID("coder"))
    var definition = WorkflowDefinition(
      name: "Race", phases: [WorkflowPhase(.sequential, [agent.id])], agents: [agent])
    definition.maxRetries = 100
    return definition
  }

  /// A bench whose writers have no turns: a link stands where the lock would be, as in a folder that can't be written.
  private static func withoutLock() throws -> PlanBench {
    let bench = try PlanBench()
    let folder = bench.scratch.path + "/.git/gitstate"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: folder + "/lock", withDestinationPath: "nowhere")
    return bench
  }

  @Test(arguments: [true, false])
  func `start under ids of their own in one second`(isLocked: Bool) async throws {
    let bench = try isLocked ? PlanBench() : Self.withoutLock()
    let definition = try Self.definition()
    let ids = await withTaskGroup(of: [String].self) { group in
      for writer in 0..<4 {
        group.addTask {
          var ids: [String] = []
          do {
            let project = try bench.stranger()
            for round in 0..<6 {
              var request = WorkflowRequest("work \(writer) \(round)", definition)
              request.mode = .full
              let change = try project.startWorkflow(request)
              #expect(change.changed && change.view.workflow.founding?.request == "work \(writer) \(round)")
              ids.append(change.view.id?.text ?? "")
            }
          } catch {
            Issue.record("\(writer): \(error)")
          }
          return ids
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(ids.count == 24 && Set(ids).count == 24)
    for id in ids { #expect(try bench.verify("workflow/\(id)").problem == nil) }
    try bench.scratch.expectClean()
  }

  @Test(arguments: [true, false])
  func `count the same evaluation once`(isLocked: Bool) async throws {
    let bench = try isLocked ? PlanBench() : Self.withoutLock()
    var request = WorkflowRequest("work", try Self.definition())
    request.mode = .full
    let id = try #require(try bench.project.startWorkflow(request).view.id).text
    let projects = try (0..<3).map { _ in try bench.stranger() }
    for round in 1...15 {
      let result = AgentResult(try AgentID("coder"), success: false, summary: "no disk \(round)")
      let changes = await withTaskGroup(of: WorkflowChange?.self) { group in
        for project in projects {
          group.addTask {
            do {
              return try project.evaluateWorkflow(id, phase: 1, results: [result])
            } catch {
              Issue.record("round \(round): \(error)")
              return nil
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }.compactMap(\.self)
      #expect(changes.count(where: \.changed) == 1, "round \(round)")
      for change in changes where !change.changed {
        #expect(
          change.notes.count == 1 && change.notes[0].contains("attempt: \(round + 1)"), "\(change.notes)")
      }
    }
    let workflow = try bench.stranger().readWorkflow(id).workflow
    #expect(workflow.attempts == [1: 15] && workflow.retries.count == 15)
    #expect(try bench.verify("workflow/\(id)").problem == nil)
    try bench.scratch.expectClean()
  }
}
