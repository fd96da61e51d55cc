import Git
import TestSupport
import Testing

@Suite struct `A search in bytes` {
  @Test func `finds what looking at each place finds`() {
    var generator = SeededGenerator(seed: 11)
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 97...99, using: &generator) }
    }
    for round in 0..<2_000 {
      let text = bytes(Int.random(in: 0...40, using: &generator))
      let slice = text[Int.random(in: 0...text.count, using: &generator)...]
      let word = bytes(Int.random(in: 1...3, using: &generator))
      let start = Int.random(in: slice.startIndex...slice.endIndex, using: &generator)
      let first = (start..<max(start, slice.endIndex)).first { slice[$0...].starts(with: word) }
      #expect(ByteSearch.first(word, in: slice, from: start) == first, "round \(round)")
      let end = Int.random(in: 0...text.count, using: &generator)
      let last = text[..<end].lastIndex(of: word[0])
      #expect(ByteSearch.last(word[0], in: text, before: end) == last, "round \(round)")
    }
  }
}
