internal import Files
import Synchronization

/// Where the branches of one folder point, each read once for as long as nothing in that folder changes.
package final class BranchTips: Sendable {
  private struct Seen: Sendable {
    var stamp: RefStamp?
    var tips: [String: ObjectID?] = [:]
    /// The folder's files, where so many were asked for that one listing costs less than a look for each.
    var listing: Listing?
  }

  /// The names of files, as a file system knows them that takes `A` for `a`.
  private struct Listing: Sendable {
    var names: Set<String> = []

    func mayHold(_ name: Substring) -> Bool {
      // What else a file system takes for the same, only it can say.
      !name.utf8.allSatisfy { $0 < 0x80 } || names.contains(name.lowercased())
    }
  }

  /// Where branches point: nil for one that is not there, nothing for one that can't be read.
  package struct Said: Sendable {
    fileprivate var tips: [String: ObjectID?]
    /// Equal stamps, equal tips; nil where one of them may move without it.
    package fileprivate(set) var stamp: RefStamp?

    package subscript(name: String) -> ObjectID?? { tips[name] }
  }

  /// The short name of the folder with its slash: `task/` for `refs/heads/task`.
  private let folder: String
  private let seen = Mutex(Seen())
  /// How many are remembered.
  private static var most: Int { 50_000 }
  /// From how many unknown ones on the folder is listed first.
  private static var many: Int { 64 }

  package init(folder: String) { self.folder = folder + "/" }

  /// When branches of the folder were last seen to move; nil where that can't be told.
  package func stamp(in repository: borrowing Repository) -> RefStamp? {
    repository.stamp(of: "refs/heads/\(folder.dropLast())")
  }

  /// Where branches point, by their short names.
  ///
  /// - Parameter names: those that don't lie directly in the folder are read each time.
  package func tips(of names: [String], in repository: borrowing Repository) -> Said {
    // Taken first: what moves while the files are read changes the next stamp.
    let stamp = stamp(in: repository)
    var now = seen.withLock { stamp != nil && $0.stamp == stamp ? $0 : Seen(stamp: stamp) }
    let unknown = names.filter { now.tips.index(forKey: $0) == nil }
    if unknown.isEmpty { return Said(tips: now.tips, stamp: stamp) }
    if unknown.count > Self.many, now.listing == nil { now.listing = listing(in: repository) }
    var isSettled = true
    var others: [String: ObjectID?] = [:]
    var packed: [(name: String, ref: RefName)] = []
    for name in unknown {
      guard let ref = RefName.branch(name) else { continue }
      if !isDirectlyInFolder(name) {
        others[name] = try? repository.tip(of: ref)
        isSettled = false
        continue
      }
      if let listing = now.listing, !listing.mayHold(name.dropFirst(folder.count)) {
        packed.append((name, ref))
        continue
      }
      do throws(GitError) {
        switch try repository.looseValue(of: ref.text) {
        case .id(let id): now.tips[name] = .some(id)
        // It moves with the one that it leads to.
        case .symbolic:
          isSettled = false
          others[name] = try repository.tip(of: ref)
        case .broken: isSettled = false
        case nil: packed.append((name, ref))
        }
      } catch {
        isSettled = false
      }
    }
    // Read after the files, so that nothing is missed while git packs refs.
    if !packed.isEmpty {
      if let refs = try? repository.packed.current(in: repository.commonDirectory) {
        for (name, ref) in packed { now.tips[name] = .some(refs.line(ref.text)?.id) }
      } else {
        isSettled = false
      }
    }
    if stamp != nil, now.tips.count <= Self.most {
      let kept = now
      seen.withLock { $0 = kept }
    }
    now.tips.merge(others) { $1 }
    return Said(tips: now.tips, stamp: isSettled ? stamp : nil)
  }

  /// The folder's files; nil where it can't be listed.
  private func listing(in repository: borrowing Repository) -> Listing? {
    var listing = Listing()
    do throws(FileError) {
      for entry in try Folder.entries(of: "\(repository.commonDirectory)/refs/heads/\(folder.dropLast())") {
        listing.names.insert(entry.name.lowercased())
      }
    } catch {
      guard case .absent = error.reason else { return nil }
    }
    return listing
  }

  private func isDirectlyInFolder(_ name: String) -> Bool {
    name.hasPrefix(folder) && !name.utf8.dropFirst(folder.utf8.count).contains(UInt8(ascii: "/"))
  }
}
