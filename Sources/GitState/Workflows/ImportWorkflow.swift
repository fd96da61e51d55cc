import Git
package import JSON
package import StateMachine

extension Project {
  /// Takes over a state that was kept by hand.
  ///
  /// - Throws: `exists` where there is a workflow of its id.
  package func importWorkflow(
    _ state: JSONValue, definition: WorkflowDefinition?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowChange {
    try withRepository { repository in
      let file = try WorkflowStateFile(state, definition: definition)
      let present = try workSnapshot(in: repository)
      return try repository.withWriteLock { () throws -> WorkflowChange in
        let id = try file.id ?? freeWorkflowID(in: repository)
        var founding = WorkflowFounding(
          id: id, definition: file.definition, request: file.request, mode: file.mode,
          why: "Imported from a state that was kept by hand.")
        founding.targets = file.targets
        founding.imported = ImportedOrigin(startedAt: file.startedAt, problems: file.problems)
        var carried = CarriedContext(id: id, originalRequest: file.request)
        carried.files = file.carried.files
        carried.decisions = file.carried.decisions
        carried.summaries = file.carried.summaries
        founding.carried = carried
        var change = try found(founding, guarded, at: present, in: repository) {
          .adopt($0, file.evaluations, ending: file.end)
        }
        change.notes = file.problems
        return change
      }
    }
  }

  /// A workflow definition in a file of the working tree in which the caller is.
  package func readWorkflowDefinition(at path: String) throws(Rejection) -> (
    definition: WorkflowDefinition, notes: [String]
  ) {
    try withRepository { repository in
      let place = try place(nil, in: repository)
      guard let bytes = try file(path, in: place, limit: 16 << 20) else {
        throw Rejection(
          .notFound, "There is no file \(quoted(path)) in \(place.path).",
          details: [.init("path", .text(path))])
      }
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONValue(parsing: bytes)
      } catch {
        throw Rejection(
          .invalidArgument, "\(quoted(path)) is no JSON: \(error.reason), at byte \(error.offset).",
          details: [.init("path", .text(path)), .init("offset", .number(error.offset))])
      }
      return try WorkflowDefinition.reading(value)
    }
  }
}
