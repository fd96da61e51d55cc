import TestSupport
import Testing

@Suite struct `The house` {
  /// What each folder may import.
  ///
  /// The standard library's own Synchronization may be imported wherever there is state to share.
  private static let table: [(folder: String, may: Set<String>)] = [
    ("GitState/JSON", []),
    ("GitState/Machine", []),
    ("GitState/YAML", ["CYaml", "JSON"]),
    ("GitState/Files", ["Glibc", "Darwin", "Musl", "Dispatch", "Synchronization"]),
    ("GitState/Git", ["CDeflate", "CLibGit2", "CProcess", "Files", "Synchronization"]),
    ("GitState/Ledger", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Doctor", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Plans", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Project", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Runs", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Workflows", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Workers", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Worktrees", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Checkpoints", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Merging", ["StateMachine", "Git", "Files", "JSON", "Synchronization"]),
    ("GitState/Formats", ["StateMachine", "JSON", "YAML"]),
    ("MCPServer/Wire", ["JSON"]),
    ("MCPServer/Session", ["JSON", "Synchronization"]),
    ("MCPServer/Tools", ["GitState", "StateMachine", "JSON", "Synchronization"]),
    (
      "MCPServer/Streams",
      ["Foundation", "Glibc", "Darwin", "Musl", "Dispatch", "Files", "JSON", "Synchronization"]
    ),
    ("GitStateCLI/Rendering", ["StateMachine"]),
    ("GitStateCLI/Program", ["Files", "GitState", "Glibc", "Darwin", "Musl", "StateMachine"]),
    (
      "GitStateCLI",
      [
        "ArgumentParser", "CProcess", "Files", "GitState", "JSON", "MCPServer", "StateMachine",
        "Synchronization",
      ]
    ),
  ]

  @Test func `has its layers: each folder imports what the table lets it`() throws {
    let files = try SourceTree.swift("Sources")
    #expect(files.count > 100)
    for file in files {
      let place = file.path.dropFirst("Sources/".count)
      guard let row = Self.table.first(where: { place.hasPrefix($0.folder + "/") }) else {
        Issue.record("\(file.path) stands in a folder that the table does not know")
        continue
      }
      for module in file.imports where !row.may.contains(module) {
        Issue.record("\(file.path) imports \(module); \(row.folder) may import \(row.may.sorted())")
      }
    }
  }

  @Test func `has no folder in the table that is not there`() throws {
    let files = try SourceTree.swift("Sources")
    for row in Self.table {
      #expect(files.contains { $0.path.hasPrefix("Sources/\(row.folder)/") }, "\(row.folder)")
    }
  }

  @Test func `keeps its files short`() throws {
    for file in try SourceTree.swift("Sources") + SourceTree.swift("Tests") {
      #expect(file.lines.count <= 301, "\(file.path) has \(file.lines.count - 1) lines, and 300 are the most")
    }
  }

  @Test func `names no type after one of Swift's own, and no file after nothing`() throws {
    let words = ["Utils", "Utilities", "Helpers", "Helper", "Manager", "Common", "Misc"]
    let taken = ["Task", "Operation", "Process", "Error", "Data"]
    for file in try SourceTree.swift("Sources") {
      let name = file.path.split(separator: "/").last?.dropLast(6) ?? ""
      #expect(!words.contains { name.hasSuffix($0) }, "\(file.path)")
      for line in file.code {
        let parts = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard
          let kind = parts.firstIndex(where: {
            ["struct", "class", "enum", "actor", "protocol"].contains($0)
          }),
          kind + 1 < parts.count
        else { continue }
        #expect(!taken.contains(String(parts[kind + 1])), "\(file.path): \(line)")
      }
    }
  }
}
