import JSON
import StateMachine

/// What is wrong with a definition, as it is found: all of it, so that it can be mended at once.
final class DefinitionFaults {
  /// More are not looked for.
  private static let most = 50

  private(set) var list: [JSONPathError] = []
  /// Whether something is missing in what was read: then what others say of it is no fault of theirs.
  private(set) var hasGaps = false

  var isFull: Bool { list.count >= Self.most }

  func note(_ fault: JSONPathError) {
    if !isFull { list.append(fault) }
  }

  /// What is read; nil where that can't be, which is noted.
  ///
  /// - Parameter leavesGap: whether others rely on it.
  func noting<Value>(
    leavesGap: Bool = false, _ read: () throws(JSONPathError) -> Value
  ) -> Value? {
    do throws(JSONPathError) {
      return try read()
    } catch {
      note(error)
      if leavesGap { hasGaps = true }
      return nil
    }
  }
}
