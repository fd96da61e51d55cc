internal import CLibGit2

extension Repository {
  /// The last commits of all lines that begin with a commit and that no ref leads to, the newest first.
  ///
  /// Every stored object is looked at, so this is for the rare case in which a branch is gone. The libgit2 function is
  /// `git_odb_foreach`.
  package func strays(after start: ObjectID) throws(GitError) -> [ObjectID] {
    final class Seen {
      var ids: [ObjectID] = []
    }
    let seen = Seen()
    let odb = odb.raw
    try check("git_odb_foreach", commonDirectory) {
      git_odb_foreach(
        odb,
        { oid, payload in
          if let oid, let payload {
            Unmanaged<Seen>.fromOpaque(payload).takeUnretainedValue().ids.append(ObjectID(oid.pointee))
          }
          return 0
        }, Unmanaged.passUnretained(seen).toOpaque())
    }
    var children: [ObjectID: Set<ObjectID>] = [:]
    var times: [ObjectID: Int64] = [:]
    for id in Set(seen.ids) where try kind(of: id) == .commit {
      guard let read = try? commit(id) else { continue }
      times[id] = read.committer.seconds
      for parent in read.parents { children[parent, default: []].insert(id) }
    }
    let tips = Set(try refs(below: "refs/").map(\.tip))
    var ends: [ObjectID] = []
    var known: Set<ObjectID> = [start]
    var queue = [start]
    while let id = queue.popLast() {
      let next = children[id] ?? []
      if next.isEmpty, id != start, !tips.contains(id) { ends.append(id) }
      for child in next where known.insert(child).inserted { queue.append(child) }
    }
    return ends.sorted { (times[$0] ?? 0, $0.description) > (times[$1] ?? 0, $1.description) }
  }
}
