package import JSON
package import StateMachine

extension WorkflowDefinition {
  /// A definition as it is written.
  package static func reading(_ value: JSONValue) throws(Rejection) -> (
    definition: WorkflowDefinition, notes: [String]
  ) {
    try rejecting {
      let definition = try WorkflowDefinition(stored: JSONReader(value, path: "definition"))
      try definition.check()
      return (definition, [])
    }
  }
}
