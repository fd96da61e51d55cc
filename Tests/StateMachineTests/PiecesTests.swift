import StateMachine
import Testing

@Suite struct `A list in pieces` {
  @Test func `holds what it was given, in order, however long`() {
    for count in [0, 1, 63, 64, 65, 128, 1_000] {
      let list = Pieces(Array(0..<count))
      #expect(list.count == count && list.isEmpty == (count == 0))
      #expect(list.elementsEqual(0..<count))
      #expect(list.indices.map { list[$0] } == Array(0..<count))
      #expect(Array(list.suffix(5)) == Array((0..<count).suffix(5)) && list.last == (0..<count).last)
    }
  }

  @Test func `leaves the list alone that it was copied from`() {
    for count in [0, 1, 63, 64, 65, 200] {
      let before = Pieces(Array(0..<count))
      var after = before
      after.append(-1)
      if count > 0 { after[0] = -2 }
      #expect(before.elementsEqual(0..<count))
      #expect(after.last == -1 && after.count == count + 1)
      #expect(before != after && before == Pieces(Array(0..<count)))
    }
  }
}
