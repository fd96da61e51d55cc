import TestSupport
import Testing

@testable import Git

@Suite struct `Ignore rules` {
  /// Asks git which of these files a file of these lines ignores.
  private func git(_ lines: String, _ paths: [String]) throws -> Set<String> {
    let scratch = try ScratchRepository()
    try scratch.write(".gitignore", lines)
    let outcome = try scratch.outcome(
      of: ["check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
      input: paths.joined(separator: "\0") + "\0")
    var found: Set<String> = []
    let fields = String(decoding: outcome.output, as: UTF8.self).split(
      separator: "\0", omittingEmptySubsequences: false)
    var index = 0
    while index + 3 < fields.count {
      if !fields[index + 2].isEmpty, !fields[index + 2].hasPrefix("!") {
        found.insert(String(fields[index + 3]))
      }
      index += 4
    }
    return found
  }

  /// Asks our rules, with every folder on the way, as the scan does.
  private func ours(_ lines: String, _ paths: [String]) -> Set<String> {
    let root = IgnoreLevel(rules: IgnoreRules(Array(lines.utf8)), further: [])
    return Set(
      paths.filter { path in
        var level = root
        let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
        let components = plain.split(separator: "/")
        for count in 1..<max(components.count, 1) {
          let folder = components[..<count].joined(separator: "/")
          level = IgnoreLevel(in: level, path: Array(folder.utf8), rules: nil)
        }
        return level.ignores(Array(plain.utf8), isFolder: path.hasSuffix("/"))
      })
  }

  @Test(arguments: [
    "*.o", "/build", "build/", "a/**/z", "**/x", "x/**", "a/*", "!a/b\na/*", "a/*\n!a/b", "#x\n\\#x", "a\\ ",
    "a ",
    "[a-c]", "[!a]", "[[:digit:]]*", "a?", "*", "*\n!*.c", "a/b/", "**", "a**b", "/*\n!/a", "a/**/b/**/c",
    "[]a]x",
    "\\!a", "a//b", "[a", "foo\\", "**/", "*.c\r\n!b.c\r", "a[\\]]b", "x/*/z",
  ])
  func `take the paths that git takes`(lines: String) throws {
    let paths = [
      "a", "b", "c", "z", "x", "a/b", "a/b/c", "a/z", "a/q/z", "a/q/r/z", "x/y", "x/y/z", "b/x",
      "build", "build/o", "s/build/o", "s/build", "m.o", "s/m.o", "b.c", "#x", "1x", "ab", "axb", "a/x/b/c",
      "a/x/b/y/c", "]x", "ax", "!a", "a ", "foo", "foo\\", "a]b", "[a",
    ]
    let expected = try git(lines, paths)
    let found = ours(lines, paths)
    #expect(
      found == expected, "only ours \(found.subtracting(expected)), only git \(expected.subtracting(found))")
  }

  @Test func `agree with git on random patterns`() throws {
    let seed: UInt64 = 20_261_121
    var generator = SeededGenerator(seed: seed)
    let pieces = ["a", "b", "ab", "*", "**", "/", "/", "?", "[ab]", "[!a]", ".c", "!"]
    let names = ["a", "b", "ab", "a.c", "b.c", "abc"]
    for round in 0..<60 {
      let lines = (0..<3).map { _ in
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }
          .joined()
      }.joined(separator: "\n")
      let paths = Array(
        Set(
          (0..<40).map { _ in
            (0..<Int.random(in: 1...4, using: &generator)).map { _ in names.randomElement(using: &generator)!
            }
            .joined(separator: "/")
          })
      ).sorted()
      let expected = try git(lines, paths)
      let found = ours(lines, paths)
      #expect(
        found == expected,
        "seed \(seed), round \(round): \(lines.debugDescription): only ours \(found.subtracting(expected)), only git \(expected.subtracting(found))"
      )
    }
  }
}
