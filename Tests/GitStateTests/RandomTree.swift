import Foundation
import TestSupport

/// Random work in a working tree: everything that HEAD, an index and files can be in, by the seed alone.
struct RandomTree {
  var generator: SeededGenerator

  private static let names = ["a", "b", "c.txt", "d-e", "x y", "f.o"]

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  private mutating func path() -> String {
    (0..<Int.random(in: 1...3, using: &generator)).map { _ in Self.names.randomElement(using: &generator)! }
      .joined(separator: "/")
  }

  private mutating func text() -> String {
    let lines = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
      "\(Int.random(in: 0..<9, using: &generator))"
    }
    let ends = ["\n", "\r\n"]
    return lines.map { $0 + ends.randomElement(using: &generator)! }.joined() + (chance(20) ? "end" : "")
  }

  /// Some random work, as a shell script that never fails.
  mutating func work(_ count: Int) -> String {
    var script = ""
    for _ in 0..<count {
      let path = path()
      let quoted = "'\(path)'"
      let folder = "'\(path.split(separator: "/").dropLast().joined(separator: "/"))'"
      let make = "mkdir -p ./\(folder) 2>/dev/null"
      switch Int.random(in: 0..<100, using: &generator) {
      case 0..<45: script += "\(make) && { [ -d \(quoted) ] || printf '\(escaped(text()))' > \(quoted); }\n"
      case 45..<53: script += "rm -rf \(quoted)\n"
      case 53..<60: script += "[ -f \(quoted) ] && chmod \(chance(50) ? "+x" : "-x") \(quoted)\n"
      case 60..<68:
        script +=
          "\(make) && rm -rf \(quoted) && ln -s 'to-\(Self.names.randomElement(using: &generator)!)' \(quoted)\n"
      case 68..<82: script += "git add -A -- \(quoted) 2>/dev/null\n"
      case 82..<86: script += "git rm -rq --cached -- \(quoted) 2>/dev/null\n"
      case 86..<89: script += "git add -N -- \(quoted) 2>/dev/null\n"
      case 89..<93: script += "printf '*.o\\n\(chance(50) ? "/b\\n" : "")' > .gitignore\n"
      case 93..<96: script += "printf '*.txt text\(chance(50) ? " eol=crlf" : "")\\n' > .gitattributes\n"
      default: script += "git add -A . 2>/dev/null\n"
      }
    }
    return script
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "\n", with: "\\n").replacingOccurrences(of: "\r", with: "\\r")
  }

  /// Commits what is staged, or everything.
  mutating func commit() -> String {
    (chance(50) ? "git add -A . 2>/dev/null; " : "")
      + "git commit -q --allow-empty --no-verify -m work 2>/dev/null\n"
  }

  /// How the repository begins: what config, which history, which HEAD.
  mutating func beginning(detached: Bool = true) -> (script: String, isUnborn: Bool) {
    var script = ""
    if chance(25) {
      script += "git config core.autocrlf \(chance(50) ? "true" : "input")\n"
    }
    if chance(15) { return (script, true) }
    script +=
      work(14) + "git add -A . 2>/dev/null; git commit -q --allow-empty -m begin\n" + work(6) + commit()
    if detached, chance(20) { script += "git checkout -q --detach\n" }
    return (script, false)
  }

  /// A merge that stops in conflict, most of the time.
  mutating func merge() -> String {
    """
    git stash -q -u 2>/dev/null || git stash -q 2>/dev/null; git checkout -q -b side-$$ 2>/dev/null
    printf 'theirs' > a-file; mkdir -p m; printf '1' > m/n; git add -A . ; git commit -q -m theirs
    git checkout -q - 2>/dev/null; printf 'ours' > a-file; git add a-file; git commit -q -m ours a-file
    git merge side-$$ > /dev/null 2>&1
    \(work(3))
    """
  }

  mutating func isMerging() -> Bool { chance(20) }
}
