internal import Files

/// What git has written down of commits that are stored: their parents and dates, found without unpacking one.
///
/// git writes it when it packs (`gc`) and keeps it true: a commit never changes. Whatever is not as
/// `gitformat-commit-graph` says is as if it were not there, and so is a file of another version.
struct CommitGraph {
  /// The oldest first; a place counts through all of them.
  private var layers: [CommitGraphLayer] = []

  /// One that knows no commit.
  init() {}

  /// The one of a repository; empty where there is none.
  init(in common: String) {
    let folder = "\(common)/objects/info"
    if let only = MappedFile("\(folder)/commit-graph") {
      if let layer = CommitGraphLayer(only, above: 0, number: 0) { layers = [layer] }
      return
    }
    let chain = (try? File.text("\(folder)/commit-graphs/commit-graph-chain", limit: 1 << 16)) ?? nil
    for line in (chain ?? "").split(separator: "\n") {
      guard ObjectID(line) != nil, let file = MappedFile("\(folder)/commit-graphs/graph-\(line).graph"),
        let layer = CommitGraphLayer(file, above: count, number: layers.count)
      else {
        layers = []
        return
      }
      layers.append(layer)
    }
  }

  /// How many commits it knows.
  var count: Int { layers.last.map { $0.below + $0.count } ?? 0 }

  /// A commit's header; nil where it does not know it.
  subscript(id: ObjectID) -> CommitHeader? {
    for layer in layers.reversed() {
      guard let place = layer.place(of: id) else { continue }
      guard let entry = layer.entry(at: place) else { return nil }
      var parents: [ObjectID] = []
      for parent in entry.parents {
        guard let parent = self.id(at: parent) else { return nil }
        parents.append(parent)
      }
      return CommitHeader(parents: parents, date: entry.date)
    }
    return nil
  }

  private func id(at place: Int) -> ObjectID? {
    guard let layer = layers.last(where: { $0.below <= place }), place < layer.below + layer.count else {
      return nil
    }
    return layer.id(at: place - layer.below)
  }
}
