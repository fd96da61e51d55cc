import Files
import Git
import StateMachine

extension Project {
  /// The bytes of a file of a working tree; nil where it is not there.
  ///
  /// - Parameters:
  ///   - name: a path below the tree, or an absolute one into it.
  ///   - limit: how many bytes it may have.
  func file(_ name: String, in place: CheckedOutTree, limit: Int) throws -> [UInt8]? {
    let inside = place.inside(name)
    guard !inside.hasPrefix("/"), !inside.isEmpty, (try? Folder.components(inside)) != nil else {
      throw Rejection(
        .outsideRepository, "\(quoted(name)) is no path inside \(place.path).",
        details: [.init("path", .text(String(name.prefix(200))))])
    }
    do {
      return try Folder.open(place.path).read(inside, limit: limit)
    } catch {
      switch error.reason {
      case .absent, .notFolder: return nil
      default: throw GitError(error)
      }
    }
  }
}

extension CheckedOutTree {
  /// A path as it is below the tree; one that leads elsewhere as it is.
  func inside(_ name: String) -> String {
    name.hasPrefix(path + "/") ? String(name.dropFirst(path.count + 1)) : name
  }
}
