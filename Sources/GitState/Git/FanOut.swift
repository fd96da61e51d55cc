internal import Files
internal import Synchronization

/// The folders `objects/00` to `objects/ff`.
///
/// libgit2 fsyncs an object and its folder, but not `objects` itself where the folder is new. That is made up for once,
/// before a ref moves: until then nothing leads to the object.
final class FanOut {
  /// The repositories whose `objects` has folders that are not known to survive a power cut.
  private static let pending = Mutex<Set<String>>([])

  private var settled: Set<UInt8>?

  /// Takes note of the folder of an object that was just written.
  func settle(_ id: ObjectID, in common: String) {
    guard Library.isDurable else { return }
    if settled == nil {
      // What was there before the first write is taken for settled, but the first object's own folder.
      let names = (try? Folder.open(common + "/objects").entries())?.map(\.name) ?? []
      settled = Set(names.filter { $0.utf8.count == 2 }.compactMap { UInt8($0, radix: 16) })
      settled?.remove(id.firstByte)
    }
    guard settled?.insert(id.firstByte).inserted == true else { return }
    _ = FanOut.pending.withLock { $0.insert(common) }
  }

  /// Makes sure that the folders of all objects that this process wrote survive a power cut.
  ///
  /// Under the lock: who comes second goes on when it is done.
  static func flush(_ common: String) {
    FanOut.pending.withLock { pending in
      guard pending.contains(common), (try? File.synchronizeFolder(common + "/objects")) != nil else {
        return
      }
      pending.remove(common)
    }
  }
}
