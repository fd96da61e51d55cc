internal import JSON

extension YAMLNode {
  /// Reads a text of one document.
  ///
  /// What the text leaves open is refused with its place: a key that is there twice, a second document, a merge key, a
  /// tag that is none of the core schema's. An alias is a copy of what it names, and counts as such.
  ///
  /// - Throws: a ``YAMLError`` with line and column.
  package init(parsing text: String, limits: YAMLLimits = .standard) throws(YAMLError) {
    let bytes = YAMLText.joiningSurrogates(try YAMLText.checked(text, limits: limits))
    let events = try YAMLEvents(bytes)
    var composer = YAMLComposer(limits: limits)
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamStart: break
      case .documentStart:
        if composer.root != nil {
          throw YAMLError(event.mark, "a second document begins; a plan is one, so take the line --- out")
        }
      case .documentEnd: break
      case .streamEnd:
        guard let root = composer.root else { throw YAMLError(event.mark, "the text holds nothing") }
        self = root
        return
      case .alias, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd:
        try composer.take(event)
      }
    }
  }
}

/// Puts events together to values, without recursion.
private struct YAMLComposer {
  /// A list or mapping that is open.
  private struct Open {
    let mark: YAMLMark
    let anchor: String?
    let isMapping: Bool
    var elements: [YAMLNode] = []
    var members: [YAMLNode.Member] = []
    var keys: [String: YAMLMark] = [:]
    /// The key whose value comes next.
    var key: (text: String, mark: YAMLMark)?
    var size = 1
  }

  let limits: YAMLLimits
  private(set) var root: YAMLNode?
  private var open: [Open] = []
  private var anchors: [String: YAMLNode] = [:]
  private var count = 0

  init(limits: YAMLLimits) { self.limits = limits }

  mutating func take(_ event: YAMLEvents.Event) throws(YAMLError) {
    switch event.kind {
    case .alias(let name):
      guard let node = anchors[name] else {
        throw YAMLError(event.mark, path: path, "*\(name) stands for nothing: no &\(name) ends before it")
      }
      try add(node, at: event.mark, counting: node.size)
    case .scalar(let text, let isPlain, let tag, let anchor):
      let plain = try isScalarPlain(tag, isPlain, event.mark)
      let node = YAMLNode(mark: event.mark, content: .scalar(text, isPlain: plain), size: 1)
      if let anchor { anchors[anchor] = node }
      try add(node, at: event.mark, counting: 1)
    case .sequenceStart(let tag, let anchor), .mappingStart(let tag, let anchor):
      var isMapping = false
      if case .mappingStart = event.kind { isMapping = true }
      try refuseAsKey(event.mark)
      if let tag, tag != "!", tag != "tag:yaml.org,2002:\(isMapping ? "map" : "seq")" {
        throw unknown(tag, event.mark)
      }
      guard open.count < limits.depth else {
        throw YAMLError(
          event.mark, path: path, "more than \(limits.depth) lists and mappings inside one another")
      }
      open.append(Open(mark: event.mark, anchor: anchor, isMapping: isMapping))
    case .sequenceEnd, .mappingEnd:
      guard let done = open.popLast() else { return }
      let node = YAMLNode(
        mark: done.mark, content: done.isMapping ? .mapping(done.members) : .sequence(done.elements),
        size: done.size)
      if let anchor = done.anchor { anchors[anchor] = node }
      try add(node, at: done.mark, counting: 1)
    case .streamStart, .streamEnd, .documentStart, .documentEnd: break
    }
  }

  /// Puts a value where it belongs.
  ///
  /// - Parameter new: how many values it adds to those that were counted.
  private mutating func add(_ node: YAMLNode, at mark: YAMLMark, counting new: Int) throws(YAMLError) {
    count += new
    guard count <= limits.values else {
      throw YAMLError(
        mark, path: path, "more than \(limits.values) values, aliases counted as what they stand for")
    }
    guard let last = open.indices.last else {
      root = node
      return
    }
    guard open[last].isMapping else {
      open[last].elements.append(node)
      open[last].size += node.size
      return
    }
    if let key = open[last].key {
      open[last].members.append(.init(key: key.text, mark: key.mark, value: node))
      open[last].size += node.size
      open[last].key = nil
      return
    }
    try addKey(node, at: mark, to: last)
  }

  private mutating func addKey(_ node: YAMLNode, at mark: YAMLMark, to last: Int) throws(YAMLError) {
    guard case .scalar(let text, let isPlain) = node.content, !(isPlain && node.isNull) else {
      throw YAMLError(mark, path: path, "a key is a text, and this is \(node.json.quoted())")
    }
    if isPlain, text == "<<" {
      throw YAMLError(mark, path: path, "the merge key << is not taken: write the keys out")
    }
    guard text.utf8.count <= limits.keyBytes else {
      throw YAMLError(
        mark, path: path, "a key of \(text.utf8.count) bytes, and the limit is \(limits.keyBytes)")
    }
    if let first = open[last].keys.updateValue(mark, forKey: text) {
      throw YAMLError(
        mark, path: path,
        "the key \(node.json.quoted()) is there twice, first on line \(first.line): take one of the two out")
    }
    open[last].key = (text, mark)
  }

  private func refuseAsKey(_ mark: YAMLMark) throws(YAMLError) {
    guard let last = open.last, last.isMapping, last.key == nil else { return }
    throw YAMLError(mark, path: path, "a key is a text, and here a list or a mapping begins")
  }

  /// Whether a scalar may be a number, a truth value or nothing.
  private func isScalarPlain(_ tag: String?, _ isPlain: Bool, _ mark: YAMLMark) throws(YAMLError) -> Bool {
    switch tag {
    case nil: return isPlain
    case "!", "tag:yaml.org,2002:str": return false
    case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
      "tag:yaml.org,2002:null":
      return true
    case let tag?: throw unknown(tag, mark)
    }
  }

  private func unknown(_ tag: String, _ mark: YAMLMark) -> YAMLError {
    YAMLError(mark, path: path, "the tag \(JSONValue.string(tag).quoted()) is not taken: leave it out")
  }

  /// Where the next value stands.
  private var path: String {
    var path = ""
    for one in open {
      if let key = one.key {
        path = YAMLReader.path(of: key.text, in: path)
      } else if !one.isMapping {
        path += "[\(one.elements.count)]"
      }
    }
    return path
  }
}
