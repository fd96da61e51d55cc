import Git
import TestSupport

/// A base and two sides with random changes: edits, renames with and without edits, additions, deletions, modes, links,
/// files that become folders and the other way round, and folders renamed.
struct RandomMerge {
  /// One file of a random tree.
  struct File: Equatable {
    var lines: [String]
    var mode: EntryMode = .file

    var bytes: [UInt8] {
      mode == .link ? Array(lines.joined().utf8) : Array(lines.map { $0 + "\n" }.joined().utf8)
    }
  }

  typealias Files = [String: File]

  private var random: SeededGenerator
  private(set) var base: Files = [:]
  private(set) var ours: Files = [:]
  private(set) var theirs: Files = [:]
  private var line = 0
  private let repeats: Bool

  /// - Parameter repeats: whether lines come from a small set, as braces and blank lines do in code.
  init(seed: UInt64, repeats: Bool = false) {
    random = SeededGenerator(seed: seed)
    self.repeats = repeats
    let folders = ["", "a/", "a/b/", "a/b/c/", "d/", "d/e/", "f/"]
    for number in 0..<Int.random(in: 6...24, using: &random) {
      base[folders.randomElement(using: &random)! + "file\(number)"] = newFile()
    }
    ours = changed(base)
    theirs = changed(base)
  }

  private mutating func newFile() -> File {
    File(lines: (0..<Int.random(in: 4...(repeats ? 60 : 16), using: &random)).map { _ in newLine() })
  }

  private mutating func newLine() -> String {
    line += 1
    if repeats, Int.random(in: 0...2, using: &random) > 0 {
      return ["", "}", "{", "return", "end"].randomElement(using: &random)!
    }
    return "line \(line) \(random.next() % 1_000_000)"
  }

  private mutating func edited(_ file: File) -> File {
    var file = file
    guard file.mode != .link else { return File(lines: [newLine()], mode: .link) }
    for _ in 0...Int.random(in: 0...(repeats ? 6 : 1), using: &random) {
      let index = Int.random(in: 0...file.lines.count, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: file.lines.insert(newLine(), at: index)
      case 1 where index < file.lines.count && file.lines.count > 2: file.lines.remove(at: index)
      default: if index < file.lines.count { file.lines[index] = newLine() }
      }
    }
    return file
  }

  private mutating func changed(_ files: Files) -> Files {
    var files = files
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&files) }
    return files
  }

  /// Another version of a tree.
  mutating func next(_ files: Files) -> Files { changed(files) }

  private mutating func change(_ files: inout Files) {
    guard let path = files.keys.sorted().randomElement(using: &random), let file = files[path] else { return }
    let folders = Set(files.keys.flatMap { folderNames($0) }).sorted()
    let folder = folders.randomElement(using: &random)!
    let name = "\(folder)new\(Int.random(in: 0...3, using: &random))"
    switch Int.random(in: 0...15, using: &random) {
    case 0...4: files[path] = edited(file)
    case 5: put(newFile(), name, &files)
    case 6: files[path] = nil
    case 7:
      files[path] = nil
      put(file, folder + lastName(path), &files)
    case 8:
      files[path] = nil
      put(edited(file), name, &files)
    case 9: if file.mode != .link { files[path]?.mode = file.mode == .file ? .executable : .file }
    case 10: files[path] = File(lines: ["target\(random.next() % 3)"], mode: .link)
    case 11: put(file, path + "/inner", &files)
    case 12: if !folder.isEmpty { put(newFile(), String(folder.dropLast()), &files) }
    case 13, 14:
      guard !folder.isEmpty else { return }
      let target = ["moved/", "f/", "a/moved/", "z/y/"].randomElement(using: &random)!
      guard !target.hasPrefix(folder) else { return }
      for (old, file) in files.filter({ $0.key.hasPrefix(folder) }).sorted(by: { $0.key < $1.key }) {
        files[old] = nil
        put(Bool.random(using: &random) ? file : edited(file), target + old.dropFirst(folder.count), &files)
      }
    default: put(newFile(), folder + "added\(random.next() % 100)", &files)
    }
  }

  /// Puts a file where it is, and takes away what can't stand beside it.
  private func put(_ file: File, _ path: String, _ files: inout Files) {
    files = files.filter { !$0.key.hasPrefix(path + "/") && !path.hasPrefix($0.key + "/") }
    files[path] = file
  }

  private func lastName(_ path: String) -> String { String(path.split(separator: "/").last!) }

  private func folderNames(_ path: String) -> [String] {
    var names = [""]
    for part in path.split(separator: "/").dropLast() { names.append(names.last! + part + "/") }
    return names
  }
}

/// Writes the tree of these files.
func tree(_ repository: borrowing Repository, _ files: RandomMerge.Files) throws -> ObjectID {
  var edits: [TreeEdit] = []
  for (path, file) in files {
    edits.append(TreeEdit(GitPath(path), FileVersion(file.mode, try repository.write(.blob, file.bytes))))
  }
  return try repository.tree(Repository.emptyTree, applying: edits)
}

/// What `git merge-tree --write-tree` makes of the branches `ours` and `theirs`.
struct GitMerge: Equatable {
  let tree: String
  let stages: [String]
  let isClean: Bool

  init(_ scratch: ScratchRepository) throws {
    let outcome = try scratch.outcome(of: [
      "merge-tree", "--write-tree", "-z", "--no-messages", "ours", "theirs",
    ])
    guard outcome.status < 2 else { throw UnexpectedMerge(text: outcome.errors) }
    let parts = outcome.text.split(separator: "\0")
    tree = String(parts[0])
    stages = parts.dropFirst().map(String.init).sorted()
    isClean = outcome.status == 0
  }

  /// Whether the result makes sense.
  ///
  /// Where a folder's rename carries a file below another file or onto a folder, git 2.39
  /// writes trees with null ids, loses the file from the tree, or ends on an assertion.
  var isSound: Bool {
    let paths = stages.map { String($0.split(separator: "\t", maxSplits: 1)[1]) }
    return !stages.contains { $0.hasPrefix("000000") }
      && !paths.contains { path in paths.contains { $0.hasPrefix(path + "/") } }
  }

  /// Whether a path in conflict stands below a file of the tree: then git 2.39 has left it out of the tree.
  func losesFile(_ scratch: ScratchRepository) throws -> Bool {
    let files = try scratch.git("ls-tree", "-r", "-z", "--name-only", tree).split(separator: "\0")
    let paths = stages.map { $0.split(separator: "\t", maxSplits: 1)[1] }
    return paths.contains { path in files.contains { path.hasPrefix($0 + "/") } }
  }

  init(_ outcome: MergeOutcome) throws {
    switch outcome {
    case .clean(let tree, _):
      self.tree = "\(tree)"
      stages = []
      isClean = true
    case .conflicted(let merge):
      tree = merge.tree.map { "\($0)" } ?? ""
      stages = merge.stages.map {
        let mode = String($0.version.mode.rawValue, radix: 8)
        return "\(mode) \($0.version.id) \($0.stage)\t\($0.path)"
      }.sorted()
      isClean = false
    case .unusable(let resolutions):
      throw UnexpectedMerge(text: "\(resolutions)")
    }
  }
}

extension ScratchRepository {
  /// Points a branch at a commit.
  func point(_ branch: String, at id: ObjectID) throws {
    try git("update-ref", "refs/heads/\(branch)", "\(id)")
  }
}

let ada = Signature(name: "Ada", email: "ada@example.org", seconds: HermeticGit.seconds)

/// A merge that could not be made at all.
struct UnexpectedMerge: Error {
  let text: String
}
