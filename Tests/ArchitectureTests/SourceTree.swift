import Foundation
import TestSupport

/// The source files of this package, as the rules of the house see them.
enum SourceTree {
  struct File: Sendable {
    /// Below the package's root.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The lines without what stands behind `//`: rules are about code, and comments name what is forbidden.
    var code: [String] {
      lines.map { line in
        guard let comment = line.range(of: "//") else { return String(line) }
        return String(line[..<comment.lowerBound])
      }
    }

    /// The modules that it imports.
    var imports: [String] {
      code.compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        guard let word = words.firstIndex(of: "import"), word + 1 < words.count,
          words[..<word].allSatisfy({
            ["package", "public", "internal", "private", "fileprivate"].contains($0) || $0.hasPrefix("@")
          })
        else { return nil }
        return words[word + 1]
      }
    }

    /// The words of its code.
    var words: Set<String> {
      Set(
        code.joined(separator: "\n").split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    }
  }

  /// Every Swift file below a folder of the package.
  static func swift(_ folder: String) throws -> [File] {
    try files(folder).filter { $0.path.hasSuffix(".swift") }
  }

  /// Every text file below a folder of the package.
  static func files(_ folder: String) throws -> [File] {
    let root = packageRoot + "/" + folder
    guard let paths = FileManager.default.enumerator(atPath: root) else { return [] }
    var files: [File] = []
    for case let path as String in paths {
      guard let data = FileManager.default.contents(atPath: "\(root)/\(path)"),
        let text = String(bytes: data, encoding: .utf8)
      else { continue }
      files.append(File(path: "\(folder)/\(path)", text: text))
    }
    return files.sorted { $0.path < $1.path }
  }
}
