/// The candidates that a mistyped word probably meant, nearest first; none where nothing is near.
package func nearest(to word: String, among candidates: some Sequence<String>, limit: Int = 3) -> [String] {
  let target = Array(comparable(word).unicodeScalars.prefix(200))
  guard !target.isEmpty else { return [] }
  var found: [(distance: Int, candidate: String)] = []
  // The word itself is no help to who wrote it.
  for candidate in candidates where candidate != word {
    let other = Array(comparable(candidate).unicodeScalars.prefix(200))
    let bound = max(1, max(target.count, other.count) / 3)
    guard abs(target.count - other.count) <= bound else { continue }
    if let distance = editDistance(target, other, atMost: bound) { found.append((distance, candidate)) }
  }
  return found.sorted { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }.prefix(limit).map(
    \.candidate)
}

/// A name as it is compared: without outer space and without regard to case.
package func comparable(_ text: String) -> String {
  // Most are so already, and a plan has thousands.
  let isPlain = text.utf8.allSatisfy { 0x21..<0x41 ~= $0 || 0x5B..<0x7F ~= $0 || $0 == 0x20 }
  if isPlain, text.utf8.first != 0x20, text.utf8.last != 0x20 { return text }
  let scalars = text.unicodeScalars
  let blank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
  guard let first = scalars.firstIndex(where: { !blank($0) }),
    let last = scalars.lastIndex(where: { !blank($0) })
  else { return "" }
  return String(scalars[first...last]).lowercased()
}

/// How many insertions, deletions and replacements lead from one to the other; nil where more than `bound` do.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], atMost bound: Int) -> Int? {
  var previous = Array(0...right.count)
  for (row, scalar) in left.enumerated() {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for (column, other) in right.enumerated() {
      current.append(
        min(previous[column] + (scalar == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
    }
    // No later row can come below the least of this one.
    guard current.contains(where: { $0 <= bound }) else { return nil }
    previous = current
  }
  return previous[right.count] <= bound ? previous[right.count] : nil
}
