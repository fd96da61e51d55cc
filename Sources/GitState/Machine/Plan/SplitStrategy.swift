/// How a task is split into parts that run beside each other.
package enum SplitStrategy: String, CaseIterable, Sendable {
  case byDirectory = "by_directory"
  case byFile = "by_file"
  case byModule = "by_module"
  case none

  /// In any case, with either dash, and with `by` left out: `by_file`, `by-file`, `file`.
  package init?(anyDialect text: String) {
    var word = ""
    for character in comparable(text) { word.append(character == "-" || character == " " ? "_" : character) }
    guard let strategy = SplitStrategy(rawValue: word) ?? SplitStrategy(rawValue: "by_" + word) else {
      return nil
    }
    self = strategy
  }
}

/// What a task is to be split into.
package struct TaskSplit: Hashable, Sendable {
  package let strategy: SplitStrategy
  package let parts: [Part]

  package init(_ strategy: SplitStrategy, _ parts: [Part]) {
    self.strategy = strategy
    self.parts = parts
  }

  /// One part: what names it, and the files that it touches; a folder ends in `/`.
  package struct Part: Hashable, Sendable {
    package let key: String
    package let files: [String]

    package init(_ key: String, files: [String]) {
      self.key = key
      self.files = files
    }
  }

  /// Splits by what stands in `scope`, and below its folders in `tree`.
  ///
  /// - Parameters:
  ///   - scope: files and folders; empty for all of the tree.
  ///   - tree: every file of the base, in its order.
  package init(_ strategy: SplitStrategy, scope: [String], tree: [String]) {
    self.strategy = strategy
    let folders = scope.filter { TaskSplit.isFolder($0, in: tree) }.map(TaskSplit.asFolder)
    let files = scope.filter { !TaskSplit.isFolder($0, in: tree) }
    switch strategy {
    case .none: parts = []
    case .byFile:
      let within = scope.isEmpty ? tree : tree.filter { file in folders.contains { file.hasPrefix($0) } }
      parts = TaskSplit.unique(files + within).map { Part($0, files: [$0]) }
    case .byDirectory, .byModule:
      // The planner's own boundaries stand; one folder alone, or none, is looked into.
      if folders.count > 1 || !folders.isEmpty && !files.isEmpty || folders.isEmpty && !files.isEmpty {
        let grouped = TaskSplit.grouped(files) { file in
          strategy == .byModule ? TaskSplit.module(of: file, below: "") : TaskSplit.folder(of: file)
        }
        parts =
          TaskSplit.unique(folders).map { Part(String($0.dropLast()), files: [$0]) }
          + grouped.map { Part($0.key.isEmpty ? "root" : $0.key, files: $0.files) }
      } else {
        let root = folders.first ?? ""
        let below = tree.filter { $0.hasPrefix(root) && !$0.dropFirst(root.count).hasPrefix(".") }
        let grouped = TaskSplit.grouped(below) { file in
          if strategy == .byModule { return TaskSplit.module(of: file, below: root) }
          let rest = file.dropFirst(root.count)
          guard let slash = rest.firstIndex(of: "/") else { return TaskSplit.folder(of: file) }
          return root + rest[..<slash]
        }
        parts = grouped.map { key, files in
          // The files that stand beside the folders are a part by themselves.
          key + "/" == root || key.isEmpty
            ? Part(key.isEmpty ? "root" : key, files: files) : Part(key, files: [key + "/"])
        }
      }
    }
  }

  /// Folders that hold modules, by custom: the module is the folder below.
  static let containers: Set<String> = [
    "src", "lib", "libs", "packages", "apps", "crates", "modules", "services", "Sources", "internal", "pkg",
    "cmd", "tests", "Tests",
  ]

  private static func module(of file: String, below root: String) -> String {
    let folders = file.dropFirst(root.count).split(separator: "/").dropLast()
    guard let first = folders.first else { return root.isEmpty ? "" : String(root.dropLast()) }
    guard root.isEmpty, containers.contains(String(first)), folders.count > 1 else { return root + first }
    return folders.prefix(2).joined(separator: "/")
  }

  private static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
  }

  private static func isFolder(_ path: String, in tree: [String]) -> Bool {
    if path.hasSuffix("/") || path == "." { return true }
    let folder = path + "/"
    return tree.contains { $0.hasPrefix(folder) }
  }

  /// Whether a path of a scope names neither a file of the tree nor a folder of it.
  package static func isMissing(_ path: String, in tree: [String]) -> Bool {
    let folder = asFolder(path)
    return !tree.contains { $0 == path || $0.hasPrefix(folder) }
  }

  private static func asFolder(_ path: String) -> String {
    path == "." || path == "./" ? "" : path.hasSuffix("/") ? path : path + "/"
  }

  private static func unique(_ items: [String]) -> [String] {
    var seen: Set<String> = []
    return items.filter { seen.insert($0).inserted }
  }

  private static func grouped(_ files: [String], by key: (String) -> String) -> [(
    key: String, files: [String]
  )] {
    var order: [String] = []
    var groups: [String: [String]] = [:]
    for file in unique(files) {
      let key = key(file)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(file)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}

/// Paths that tasks name: files, and folders that end in `/`.
enum FileScope {
  /// Whether two paths name something in common.
  static func overlap(_ left: String, _ right: String) -> Bool {
    left == right || left.hasSuffix("/") && right.hasPrefix(left)
      || right.hasSuffix("/") && left.hasPrefix(right)
  }
}
