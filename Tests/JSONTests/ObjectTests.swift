import JSON
import Testing

@Suite struct `A JSON object` {
  @Test func `keeps the order of its members, appends a new one, and removes with nil`() {
    var object: JSONObject = ["b": 1, "a": 2]
    object["c"] = 3
    object["b"] = 4
    #expect(object.keys == ["b", "a", "c"])
    #expect(object.values == [4, 2, 3])
    object["a"] = nil
    object["nothing"] = nil
    #expect(object.keys == ["b", "c"])
    #expect(object["a"] == nil)
    #expect(object.count == 2 && !object.isEmpty)
  }

  @Test func `keeps the last value of a key that is given twice`() {
    #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)]).members.map(\.key) == ["a", "b"])
    #expect(JSONObject([("a", 1), ("a", 3)])["a"] == 3)
  }

  @Test func `is equal to another with the same members in any order, and hashes alike`() {
    let one: JSONObject = ["a": 1, "b": 2]
    let other: JSONObject = ["b": 2, "a": 1]
    #expect(one == other && one.hashValue == other.hashValue)
    #expect(one != ["a": 1, "b": 3] && one != ["a": 1] && one != ["a": 1, "c": 2])
  }

  @Test func `holds ten thousand members, each found, also after some were removed`() {
    var object = JSONObject((0..<10_000).map { ("k\($0)", .integer($0)) })
    #expect((0..<10_000).allSatisfy { object["k\($0)"] == .integer($0) })
    for n in 0..<20 { object["k\(n * 3)"] = nil }
    #expect(object.count == 9_980)
    #expect(object["k3"] == nil && object["k4"] == 4 && object["k9999"] == 9_999)
    object["new"] = 1
    #expect(object.keys.last == "new" && object["new"] == 1)
  }
}
