/// A string compared by its bytes.
///
/// `String` compares up to canonical equivalence, so that two spellings of one accented letter are one key. RFC 8259
/// wants them apart, and a store that gives back what it was given needs them apart.
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  static func == (left: ExactText, right: ExactText) -> Bool {
    // Equal bytes are as many and always equivalent, so the fast comparisons decide nearly every case.
    guard left.text.utf8.count == right.text.utf8.count, left.text == right.text else { return false }
    return left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    // Equal bytes hash alike; that equivalent spellings do too costs a comparison, no more.
    hasher.combine(text)
  }
}
