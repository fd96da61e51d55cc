import Synchronization

/// Where the branches of one folder point, each read once for as long as nothing in that folder changes.
package final class BranchTips: Sendable {
  private struct Seen: Sendable {
    var stamp: RefStamp?
    var tips: [String: ObjectID?] = [:]
  }

  /// The short name of the folder with its slash: `task/` for `refs/heads/task`.
  private let folder: String
  private let seen = Mutex(Seen())
  /// How many are remembered.
  private static var most: Int { 50_000 }

  package init(folder: String) { self.folder = folder + "/" }

  /// Where branches point, by their short names: nil for one that is not there, nothing for one that can't be read.
  ///
  /// - Parameter names: those that don't lie directly in the folder are read each time.
  /// - Returns: the tips of these and perhaps of others.
  package func tips(of names: [String], in repository: borrowing Repository) -> [String: ObjectID?] {
    // Taken first: what moves while the files are read changes the next stamp.
    let stamp = repository.stamp(of: "refs/heads/\(folder.dropLast())")
    var tips = seen.withLock { stamp != nil && $0.stamp == stamp ? $0.tips : [:] }
    let unknown = names.filter { tips.index(forKey: $0) == nil }
    if unknown.isEmpty { return tips }
    var others: [String: ObjectID?] = [:]
    var packed: [(name: String, ref: RefName)] = []
    for name in unknown {
      guard let ref = RefName.branch(name) else { continue }
      if !isDirectlyInFolder(name) {
        others[name] = try? repository.tip(of: ref)
        continue
      }
      do throws(GitError) {
        switch try repository.looseValue(of: ref.text) {
        case .id(let id): tips[name] = .some(id)
        // It moves with the one that it leads to.
        case .symbolic: others[name] = try repository.tip(of: ref)
        case .broken: continue
        case nil: packed.append((name, ref))
        }
      } catch {
        continue
      }
    }
    // Read after the files, so that nothing is missed while git packs refs.
    if !packed.isEmpty, let refs = try? repository.packed.current(in: repository.commonDirectory) {
      for (name, ref) in packed { tips[name] = .some(refs.line(ref.text)?.id) }
    }
    if let stamp, tips.count <= Self.most {
      let kept = Seen(stamp: stamp, tips: tips)
      seen.withLock { $0 = kept }
    }
    return tips.merging(others) { $1 }
  }

  private func isDirectlyInFolder(_ name: String) -> Bool {
    name.hasPrefix(folder) && !name.utf8.dropFirst(folder.utf8.count).contains(UInt8(ascii: "/"))
  }
}
