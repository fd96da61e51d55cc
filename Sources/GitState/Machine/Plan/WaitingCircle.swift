/// Tasks that wait for each other in a circle: each for the next, and the last for the first.
package struct WaitingCircle: Hashable, Sendable {
  /// By what one task waits for the next.
  package enum Link: Hashable, Sendable {
    case dependency
    case capability(Capability)
    /// It is of a wave, and the next of an earlier one.
    case wave(Int, after: Int)
  }

  /// One task, and by what it waits for the next.
  package struct Step: Hashable, Sendable {
    package let id: PlanTaskID
    package let link: Link

    package init(id: PlanTaskID, link: Link) {
      self.id = id
      self.link = link
    }
  }

  /// At least one.
  package let steps: [Step]

  package init(steps: [Step]) {
    self.steps = steps
  }

  /// First and last the same.
  package var ids: [PlanTaskID] { steps.map(\.id) + steps.prefix(1).map(\.id) }

  /// How many waits are put in words that no dependency shows.
  private static let most = 4

  /// Why no order carries these tasks out: a wait that is no dependency is put in words, for nobody wrote it down as one.
  package var rejection: Rejection {
    let ids = ids.map(\.text)
    var sentence = "Tasks wait for each other: \(ids.joined(separator: " → "))."
    var hidden: [String] = []
    for (index, step) in steps.enumerated() {
      let next = ids[index + 1]
      switch step.link {
      case .dependency: break
      case .capability(let need):
        hidden.append("task \(step.id) needs \(quoted(need.text)), which \(next) provides")
      case .wave(let wave, let earlier):
        hidden.append(
          "task \(step.id) is of wave \(wave), which begins when \(next) of wave \(earlier) is done")
      }
    }
    if !hidden.isEmpty {
      let rest = hidden.count - Self.most
      sentence += " T" + hidden.prefix(Self.most).joined(separator: "; ").dropFirst()
      sentence += rest > 0 ? "; and \(rest) more." : "."
    }
    return Rejection(.cycle, sentence, details: [.init("cycle", .texts(ids))])
  }
}
