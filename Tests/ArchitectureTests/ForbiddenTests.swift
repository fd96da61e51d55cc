import Foundation
import TestSupport
import Testing

@Suite struct `What stands nowhere` {
  @Test func `is a libgit2 call that can lose something or run a program`() throws {
    let files = try SourceTree.swift("Sources/GitState/Git")
    #expect(files.contains { $0.words.contains("git_odb_write") })
    for file in try SourceTree.swift("Sources") {
      for word in file.words where isForbidden(word) {
        Issue.record("\(file.path) uses \(word)")
      }
    }
  }

  /// Design: Writing 1.
  private func isForbidden(_ word: String) -> Bool {
    if word.hasPrefix("git_commit_create") { return word != "git_commit_create_buffer" }
    if word.hasPrefix("git_branch_create") || word.hasPrefix("git_revparse") { return true }
    return [
      "git_reference_create", "git_reference_set_target", "git_reference_delete", "git_reference_remove",
      "git_branch_delete",
      "git_reference_rename", "git_branch_move", "git_refdb_compress", "git_remote_prune", "git_remote_push",
      "git_remote_upload", "git_worktree_add", "git_worktree_prune", "GIT_REPOSITORY_OPEN_FROM_ENV",
    ].contains(word)
  }

  @Test func `is a way to start a program below the command line`() throws {
    let words: Set<String> = [
      "posix_spawn", "posix_spawnp", "execve", "execvp", "execv", "fork", "vfork", "popen", "Process",
      "dlopen",
    ]
    for file in try SourceTree.swift("Sources") where !file.path.hasPrefix("Sources/GitStateCLI/") {
      let found = file.words.intersection(words)
      #expect(found.isEmpty, "\(file.path)")
      #expect(!file.code.contains { calls($0, "system") }, "\(file.path)")
    }
  }

  @Test func `is a print, but where the command emits`() throws {
    for file in try SourceTree.swift("Sources") where file.path != "Sources/GitStateCLI/Emit.swift" {
      for line in file.code where calls(line, "print") || calls(line, "debugPrint") || calls(line, "dump") {
        Issue.record("\(file.path): \(line)")
      }
    }
  }

  @Test func `is a clock, a random number or the outer world in the machine`() throws {
    let words: Set<String> = [
      "Date", "UUID", "random", "SystemRandomNumberGenerator", "ContinuousClock", "SuspendingClock",
      "Foundation", "shuffled",
      "randomElement",
    ]
    for file in try SourceTree.swift("Sources/GitState/Machine") {
      let found = file.words.intersection(words)
      #expect(found.isEmpty, "\(file.path)")
    }
  }

  @Test func `is unsafe code, but in the three rooms that touch memory`() throws {
    let rooms = ["Sources/GitState/Files/", "Sources/GitState/Git/", "Sources/MCPServer/Streams/"]
    for file in try SourceTree.swift("Sources") where !rooms.contains(where: { file.path.hasPrefix($0) }) {
      #expect(!file.words.contains("unsafe"), "\(file.path)")
    }
    // A class that is shared without the compiler's proof: each is named here, with its reason beside it in the source.
    let unchecked = ["Sources/GitState/Git/RepositoryShelf.swift", "Sources/GitState/Git/WriteTurn.swift"]
    for file in try SourceTree.swift("Sources") {
      let words = file.words
      #expect(!words.contains("unchecked") || unchecked.contains(file.path), "\(file.path)")
      #expect(!words.contains("nonisolated") || !file.text.contains("nonisolated(unsafe)"), "\(file.path)")
      #expect(!words.contains("preconcurrency"), "\(file.path)")
    }
  }

  @Test func `is a regular expression on text of callers`() throws {
    let words: Set<String> = [
      "NSRegularExpression", "Regex", "wholeMatch", "firstMatch", "prefixMatch", "RegexBuilder",
    ]
    for file in try SourceTree.swift("Sources") {
      let found = file.words.intersection(words)
      #expect(found.isEmpty, "\(file.path)")
    }
  }

  @Test func `is a path of somebody's machine`() throws {
    // Put together, so that this file does not name them itself.
    let paths = ["work", "root", "Users"].map { "/" + $0 + "/" }
    for folder in ["Sources", "Tests", "Fixtures", "Benchmarks", "scripts"] {
      for file in try SourceTree.files(folder) {
        for path in paths where file.text.contains(path) { Issue.record("\(file.path) names \(path)") }
      }
    }
  }

  private func calls(_ line: String, _ name: String) -> Bool {
    guard let range = line.range(of: name + "(") else { return false }
    guard range.lowerBound > line.startIndex else { return true }
    let before = line[line.index(before: range.lowerBound)]
    return !(before.isLetter || before.isNumber || before == "_" || before == ".")
      && !line.contains("func " + name)
  }
}
