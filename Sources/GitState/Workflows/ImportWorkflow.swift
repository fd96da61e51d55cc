import Git
package import JSON
package import StateMachine

extension Project {
  /// Takes over a state that was kept elsewhere.
  ///
  /// - Returns: the workflow, and the state as it was read.
  /// - Throws: `exists` where there is a workflow of its id.
  package func importWorkflow(
    _ state: JSONValue, definition: WorkflowDefinition?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> (change: WorkflowChange, file: WorkflowStateFile) {
    try withRepository { repository in
      let file = try WorkflowStateFile(state, definition: definition, now: now)
      let (present, notes) = try workSnapshot(in: repository)
      return try repository.withWriteLock { () throws -> (WorkflowChange, WorkflowStateFile) in
        if let key = guarded.key,
          let found = try workflowsByAge(in: repository).first(where: {
            $0.reading.snapshot.keys[key.text] != nil
          })
        {
          let repeated = try change(found.reading.branch, guarded, in: repository) { _ in
            .resume(instructions: nil)
          }
          return (repeated, file)
        }
        let id = try file.id ?? freeWorkflowID(in: repository)
        var change = try found(file.founding(id), guarded, at: present, in: repository) {
          .adopt($0, file.adopted)
        }
        change.notes += notes
        return (change, file)
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
