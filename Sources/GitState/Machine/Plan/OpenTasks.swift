/// The tasks of a plan that are still to be done, found by what they say.
package struct OpenTasks {
  private let said: [String: [PlanTask]]

  /// - Parameter update: what is about to happen to the plan: what it cancels or changes is not still to be done as it reads.
  package init(_ plan: Plan, before update: PlanUpdate) {
    let gone = Set(update.cancelled + update.changed.map(\.id))
    let open = plan.tasks.filter {
      ![.completed, .cancelled].contains($0.status.word) && !gone.contains($0.id)
    }
    said = Dictionary(grouping: open) { comparable($0.definition.description) }
  }

  /// The first one with that description.
  package func saying(_ description: String) -> PlanTask? { said[comparable(description)]?.first }

  /// The one that is that very task but for its id.
  package func twin(of definition: TaskDefinition) -> PlanTask? {
    said[comparable(definition.description)]?.first { task in
      var same = definition
      same.id = task.id
      return same == task.definition
    }
  }
}
