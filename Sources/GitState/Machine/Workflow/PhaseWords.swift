/// Phases of a workflow that a request speaks of by their numbers: `phases 3 to 5`, `the last phase`.
struct PhaseWords {
  let range: Range<Int>
  /// Those who work in them; nil where it is not sure that phases of the workflow are meant, or which.
  let agents: Set<Int>?

  private static let numbers = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
  ]
  private static let counted = ["first", "second", "third", "fourth", "fifth"]

  /// - Parameter index: where such words may begin.
  init?(_ words: [RequestWords.Word], _ index: Int, _ definition: WorkflowDefinition) {
    func text(_ index: Int) -> String { words.indices.contains(index) ? words[index].text : "" }
    func isPhase(_ index: Int) -> Bool { text(index) == "phase" || text(index) == "phases" }
    func number(_ index: Int) -> Int? {
      guard words.indices.contains(index) else { return nil }
      return Int(text(index)) ?? Self.numbers.firstIndex(of: text(index)).map { $0 + 1 }
    }
    let last = definition.phases.count
    var phases: [ClosedRange<Int>] = []
    var end = index
    if let place = Self.counted.firstIndex(of: text(index)), isPhase(index + 1) {
      phases = [place + 1...place + 1]
      end = index + 2
    } else if text(index) == "last", isPhase(index + 1) {
      phases = [last...max(last, last)]
      end = index + 2
    } else if ["first", "last"].contains(text(index)), number(index + 1) != nil, isPhase(index + 2) {
      // How many are meant is clear, and this is rare enough to be asked.
      range = index..<index + 3
      agents = nil
      return
    } else if isPhase(index), let first = number(index + 1), words[index + 1].gap <= .space {
      phases = [first...first]
      end = index + 2
      while end < words.count, phases.count < 100 {
        let isRange = ["to", "through", "until"].contains(text(end))
        if isRange || ["and", "or"].contains(text(end)), let next = number(end + 1) {
          if isRange, let low = phases.last?.lowerBound, low <= next {
            phases[phases.count - 1] = low...next
          } else {
            phases.append(next...next)
          }
          end += 2
        } else if let next = number(end), words[end].gap <= .comma {
          let isDash = words[end].gap == .joined
          if isDash, let low = phases.last?.lowerBound, low <= next {
            phases[phases.count - 1] = low...next
          } else {
            phases.append(next...next)
          }
          end += 1
        } else {
          break
        }
      }
    } else {
      return nil
    }
    range = index..<end
    var before = index - 1
    while before >= 0, IntentWords.articles.contains(text(before)) { before -= 1 }
    let isCalled =
      before < 0 || IntentWords.calling.contains(text(before))
      || ["do", "redo", "rerun", "repeat", "perform", "omit", "no", "not"].contains(text(before))
    let isOurs =
      words.count <= IntentRules.small && isCalled
      && !(end < words.count && words[end].gap <= .space
        && ["of", "on", "onward", "onwards", "is", "and", "or"].contains(text(end)))
    guard isOurs, phases.allSatisfy({ $0.lowerBound >= 1 && $0.upperBound <= last }) else {
      agents = nil
      return
    }
    let meant = Set(phases.flatMap { $0 }.flatMap { definition.phases[$0 - 1].agents })
    agents = Set(definition.order.indices.filter { meant.contains(definition.order[$0]) })
  }
}
