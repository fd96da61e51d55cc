/// Commits to visit, the youngest first; of equal age the one that was put in first.
struct CommitQueue {
  struct Entry {
    let id: ObjectID
    let date: Int64
    fileprivate let turn: Int
  }

  /// A binary heap: an entry comes before the two at twice its place and beyond.
  private var heap: [Entry] = []
  private var turns = 0

  var isEmpty: Bool { heap.isEmpty }
  var youngest: Int64? { heap.first?.date }

  mutating func put(_ id: ObjectID, date: Int64) {
    heap.append(Entry(id: id, date: date, turn: turns))
    turns += 1
    var place = heap.count - 1
    while place > 0 {
      let above = (place - 1) / 2
      guard heap[place] < heap[above] else { return }
      heap.swapAt(place, above)
      place = above
    }
  }

  mutating func take() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      var next = place
      for below in [2 * place + 1, 2 * place + 2] where below < heap.count && heap[below] < heap[next] {
        next = below
      }
      guard next != place else { return first }
      heap.swapAt(place, next)
      place = next
    }
  }
}

extension CommitQueue.Entry {
  fileprivate static func < (left: Self, right: Self) -> Bool {
    left.date != right.date ? left.date > right.date : left.turn < right.turn
  }
}
