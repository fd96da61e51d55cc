internal import Files

/// All refs of a repository as their files say, the broken ones and those that stand in each other's way among them.
package struct RefSurvey: Sendable {
  /// One ref: by its name, which need not be a valid one.
  package struct Entry: Hashable, Sendable {
    package let name: String
    /// nil where it holds no object id.
    package let tip: ObjectID?
    /// The ref that it leads to; nil for one that holds an id.
    package let target: String?
    package let isLoose: Bool
  }

  /// By name; a ref that is loose and packed once, as its file says.
  package let entries: [Entry]
  /// Refs of which one would have to be a folder for the other: `a` and `a/b`.
  package let nested: [(outer: String, inner: String)]
  /// Refs that differ in nothing but the case of their letters.
  package let alike: [[String]]
}

extension Repository {
  /// Looks at every ref below `refs/`.
  package func surveyRefs() throws(GitError) -> RefSurvey {
    var entries: [RefSurvey.Entry] = []
    var loose: Set<String> = []
    for (name, value) in try looseRefs(below: "refs/") {
      loose.insert(name)
      switch value {
      case .id(let id): entries.append(.init(name: name, tip: id, target: nil, isLoose: true))
      case .symbolic(let target):
        entries.append(.init(name: name, tip: nil, target: target, isLoose: true))
      case .broken: entries.append(.init(name: name, tip: nil, target: nil, isLoose: true))
      }
    }
    try packed.current(in: commonDirectory).visit(below: "refs/") { line in
      let name = String(decoding: line.name, as: UTF8.self)
      guard !loose.contains(name) else { return }
      entries.append(.init(name: name, tip: line.id, target: nil, isLoose: false))
    }
    entries.sort { $0.name < $1.name }
    let names = Set(entries.map(\.name))
    var nested: [(outer: String, inner: String)] = []
    for entry in entries {
      var folder = File.folder(of: entry.name)
      while folder.utf8.contains(UInt8(ascii: "/")) {
        if names.contains(folder) { nested.append((folder, entry.name)) }
        folder = File.folder(of: folder)
      }
    }
    let alike = Dictionary(grouping: entries.map(\.name)) { $0.lowercased() }.values
      .filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    return RefSurvey(entries: entries, nested: nested, alike: alike)
  }

  /// One move of a ref, as its reflog tells.
  package struct Move: Hashable, Sendable {
    /// nil where the ref was not there before.
    package let old: ObjectID?
    package let new: ObjectID
    package let because: String
  }

  /// The moves of a ref that its reflog tells, oldest first; lines that are none are left out.
  package func moves(of ref: String) -> [Move] {
    guard let text = (try? File.text("\(commonDirectory)/logs/\(ref)", limit: 64 << 20)) ?? nil else {
      return []
    }
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let old = ObjectID(words[0]), let new = ObjectID(words[1]) else { return nil }
      let because = line.split(separator: "\t", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
      return Move(old: old == .zero ? nil : old, new: new, because: because)
    }
  }
}
