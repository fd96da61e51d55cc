import StateMachine
import YAML

/// Where in its files a plan says what: so that what is wrong with the whole is told with its place, too.
struct PlanPlaces: Sendable {
  /// A place of one file.
  private struct Place {
    let file: String
    let mark: YAMLMark
    var path = ""
  }

  private var tasks: [PlanTaskID: Place] = [:]
  /// By task: each task that it depends on, where it says so.
  private var needs: [PlanTaskID: [PlanTaskID: Place]] = [:]

  /// - Parameter needs: what it depends on, by the ids of the whole.
  mutating func add(_ entry: PlanPart.Entry, as task: TaskDefinition, of file: String) {
    tasks[task.id] = Place(file: file, mark: entry.mark)
    // Two names of one task come to one dependency: then its first place is as good as any.
    guard entry.needs.count == task.dependsOn.count else { return }
    for (need, id) in zip(entry.needs, task.dependsOn) {
      needs[task.id, default: [:]][id] = Place(file: file, mark: need.node.mark, path: need.path)
    }
  }

  /// What the machine refused of a plan, with the place in its file where that is known.
  func located(_ rejection: Rejection) -> Rejection {
    guard let place = place(of: rejection) else { return rejection }
    var sentence = rejection.sentence
    if sentence.hasSuffix(".") { sentence.removeLast() }
    var located = PlanPart.rejection(
      YAMLError(place.mark, path: place.path, sentence.prefix(1).lowercased() + sentence.dropFirst()),
      in: place.file, rejection.code)
    located.details = rejection.details + located.details
    located.next = rejection.next
    located.remedy = rejection.remedy
    return located
  }

  private func place(of rejection: Rejection) -> Place? {
    switch rejection.code {
    case .cycle:
      let circle = rejection.texts("cycle").compactMap { try? PlanTaskID($0) }
      for (id, next) in zip(circle, circle.dropFirst()) {
        if let place = needs[id]?[next] { return place }
      }
      return circle.lazy.compactMap { tasks[$0] }.first
    case .duplicateID, .unknownDependency, .invalidArgument, .invalidName:
      return rejection.text("task").flatMap { try? PlanTaskID($0) }.flatMap { tasks[$0] }
    case .limitExceeded:
      // Such as `tasks["001"].description`.
      guard let parts = rejection.text("field")?.split(separator: "\""), parts.count > 2, parts[0] == "tasks["
      else { return nil }
      return (try? PlanTaskID(String(parts[1]))).flatMap { tasks[$0] }
    default: return nil
    }
  }
}

extension Rejection {
  fileprivate func text(_ name: String) -> String? {
    guard case .text(let text)? = details.first(where: { $0.name == name })?.value else { return nil }
    return text
  }

  fileprivate func texts(_ name: String) -> [String] {
    guard case .list(let elements)? = details.first(where: { $0.name == name })?.value else { return [] }
    return elements.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}
