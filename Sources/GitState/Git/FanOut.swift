internal import Files

/// The folders `objects/00` to `objects/ff`.
///
/// libgit2 fsyncs an object and its folder, but not `objects` itself where the folder is new.
final class FanOut {
  private var settled: Set<UInt8>?

  /// Makes sure that the folder of an object that was just written survives a power cut.
  func settle(_ id: ObjectID, in common: String) {
    guard Library.isDurable else { return }
    let objects = common + "/objects"
    if settled == nil {
      // What was there before the first write is taken for settled, but the first object's own folder.
      let names = (try? Folder.open(objects).entries())?.map(\.name) ?? []
      settled = Set(names.filter { $0.utf8.count == 2 }.compactMap { UInt8($0, radix: 16) })
      settled?.remove(id.firstByte)
    }
    guard settled?.contains(id.firstByte) == false else { return }
    if (try? File.synchronizeFolder(objects)) != nil { settled?.insert(id.firstByte) }
  }
}
