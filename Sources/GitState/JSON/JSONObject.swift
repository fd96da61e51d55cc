/// The members of a JSON object, in the order in which they were written, each key once.
package struct JSONObject: Sendable {
  /// The members, in order.
  package private(set) var members: [(key: String, value: JSONValue)]

  /// Where each key is, kept once a search through the members would cost more than the index.
  private var positions: [ExactText: Int]?

  /// One bit by the length and the first byte of each key there ever was: a key without its bit is not among them.
  private var marks: UInt64 = 0

  /// Up to this many members a search through them is faster than an index.
  private static let indexed = 16

  /// An object without members.
  package init() {
    members = []
  }

  /// An object without members that has room for that many.
  init(capacity: Int) {
    members = []
    members.reserveCapacity(capacity)
  }

  /// The object of these members; of a key given twice, the first keeps its place and the last its value.
  package init(_ pairs: [(String, JSONValue)]) {
    members = []
    members.reserveCapacity(pairs.count)
    for (key, value) in pairs {
      self[key] = value
    }
  }

  /// The keys, in order.
  package var keys: [String] { members.map(\.key) }

  /// The values, in order.
  package var values: [JSONValue] { members.map(\.value) }

  package var count: Int { members.count }

  package var isEmpty: Bool { members.isEmpty }

  /// The value of a key; setting a new key appends it, and setting nil removes one.
  package subscript(key: String) -> JSONValue? {
    get {
      guard let position = position(of: key) else { return nil }
      return members[position].value
    }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?):
        members[position].value = value
      case (nil, let value?):
        append(key, value)
      case (let position?, nil):
        members.remove(at: position)
        if positions != nil { index() }
      case (nil, nil):
        break
      }
    }
  }

  /// Appends a member if its key is new, and says whether it was.
  mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
    guard position(of: key) == nil else { return false }
    append(key, value)
    return true
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    marks |= Self.mark(of: key)
    if positions != nil {
      positions?[ExactText(key)] = members.count - 1
    } else if members.count > Self.indexed {
      index()
    }
  }

  private mutating func index() {
    var positions: [ExactText: Int] = [:]
    positions.reserveCapacity(members.count)
    for (position, member) in members.enumerated() {
      positions[ExactText(member.key)] = position
    }
    self.positions = positions
  }

  private func position(of key: String) -> Int? {
    guard marks & Self.mark(of: key) != 0 else { return nil }
    if let positions { return positions[ExactText(key)] }
    let wanted = ExactText(key)
    return members.firstIndex { ExactText($0.key) == wanted }
  }

  private static func mark(of key: String) -> UInt64 {
    1 << UInt64((key.utf8.count &* 11 &+ Int(key.utf8.first ?? 0)) & 63)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }
}

extension JSONObject: Hashable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
  }

  package func hash(into hasher: inout Hasher) {
    // Order does not count, so the members' own hashes are added up.
    var sum = 0
    for member in members {
      var each = Hasher()
      each.combine(member.key)
      each.combine(member.value)
      sum &+= each.finalize()
    }
    hasher.combine(sum)
  }
}
