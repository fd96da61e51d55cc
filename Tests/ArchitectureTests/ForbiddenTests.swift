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

  /// Design: one thing starts a program, and that is git, for what crosses a network.
  @Test func `is a way to start a program, but the one that runs git for push and fetch`() throws {
    let words: Set<String> = [
      "posix_spawn", "posix_spawnp", "execve", "execvp", "execv", "fork", "vfork", "popen", "Process",
      "dlopen", "environ",
    ]
    let room = "Sources/GitStateCLI/Program/"
    let uses = [
      "ChildProgram": [room + "ChildProgram.swift", room + "SystemGit.swift"],
      "SystemGit": [
        room + "SystemGit.swift", "Sources/GitStateCLI/Commands/CheckpointPushCommand.swift",
        "Sources/GitStateCLI/Commands/CheckpointFetchCommand.swift",
      ],
      "Glibc": [room + "ChildProgram.swift"],
    ]
    for file in try SourceTree.swift("Sources") {
      if file.path != room + "ChildProgram.swift" {
        let found = file.words.intersection(words)
        #expect(found.isEmpty, "\(file.path)")
      }
      #expect(!file.code.contains { calls($0, "system") }, "\(file.path)")
      guard file.path.hasPrefix("Sources/GitStateCLI/") else { continue }
      for (word, places) in uses where file.words.contains(word) {
        #expect(places.contains(file.path), "\(file.path) uses \(word)")
      }
    }
    let git = try SourceTree.swift(room).first { $0.path.hasSuffix("/SystemGit.swift") }
    for setting in ["core.hooksPath=/dev/null", "protocol.ext.allow=never"] {
      #expect(git?.code.contains { $0.contains("\"\(setting)\"") } == true, "\(setting)")
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

  @Test func `is unsafe code, but in the rooms that touch memory`() throws {
    let rooms = [
      "Sources/GitState/Files/", "Sources/GitState/Git/", "Sources/MCPServer/Streams/",
      "Sources/GitStateCLI/Program/ChildProgram.swift",
    ]
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

  @Test func `is a number of bytes by which characters are dropped`() throws {
    for file in try SourceTree.swift("Sources") {
      for line in file.code
      where line.contains(/\.dropFirst\([^)]*utf8\.count/) && !line.contains("utf8.dropFirst") {
        Issue.record("\(file.path): \(line)")
      }
    }
  }

  @Test func `is a planted mistake outside its condition`() throws {
    var planted = 0
    for file in try SourceTree.swift("Sources") {
      var depth: [Bool] = []
      for line in file.code {
        let words = line.split(separator: " ")
        switch words.first {
        case "#if": depth.append(words.dropFirst() == ["PLANTED_BUGS"])
        case "#else", "#elseif": depth[depth.count - 1] = false
        case "#endif": depth.removeLast()
        default:
          guard line.contains("Planted") else { continue }
          planted += 1
          #expect(depth.contains(true), "\(file.path): \(line)")
        }
      }
    }
    #expect(planted > 9)
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
