/// A list that is held in pieces: one that differs in one element from another shares all other pieces with it, so that a
/// change of a copy costs the same however long the list is.
package struct Pieces<Element> {
  /// The pieces, all full but the last.
  private(set) var all: [[Element]] = []
  package private(set) var count = 0

  static var size: Int { 64 }

  package init() {}

  package init(_ elements: some RandomAccessCollection<Element>) {
    for element in elements { append(element) }
  }

  package mutating func append(_ element: Element) {
    if count % Self.size == 0 {
      all.append([element])
    } else {
      all[all.count - 1].append(element)
    }
    count += 1
  }
}

extension Pieces: RandomAccessCollection, MutableCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(position: Int) -> Element {
    _read { yield all[position / Self.size][position % Self.size] }
    _modify { yield &all[position / Self.size][position % Self.size] }
  }
}

extension Pieces: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension Pieces: Equatable where Element: Equatable {}
extension Pieces: Hashable where Element: Hashable {}
extension Pieces: Sendable where Element: Sendable {}
