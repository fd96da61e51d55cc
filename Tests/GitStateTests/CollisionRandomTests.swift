import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `Collisions of random work` {
  /// What anyone could do in a worktree, in shell words.
  private func edits(_ count: Int, using generator: inout SeededGenerator) -> String {
    let files = (0..<4).flatMap { folder in (0..<3).map { "d\(folder)/f\($0)" } }
    var script: [String] = []
    for _ in 0..<count {
      let file = files.randomElement(using: &generator) ?? ""
      let line = Int.random(in: 1...12, using: &generator)
      let word = Int.random(in: 0..<3, using: &generator)
      switch Int.random(in: 0..<10, using: &generator) {
      case 0...3: script.append("[ ! -f \(file) ] || sed -i '\(line)s/.*/changed \(word)/' \(file)")
      case 4: script.append("rm -rf \(file)")
      case 5:
        script.append(
          "mkdir -p d\(word); [ -d d\(word)/new\(line) ] || echo 'new \(word)' > d\(word)/new\(line)")
      case 6: script.append("[ ! -f \(file) ] || mv \(file) $(dirname \(file))/moved\(word)")
      case 7: script.append("[ ! -d d\(word) ] || [ -e e\(word) ] || mv d\(word) e\(word)")
      case 8: script.append("[ ! -f \(file) ] || { rm \(file); mkdir \(file); echo deep > \(file)/in; }")
      default: script.append("[ ! -f \(file) ] || chmod +x \(file)")
      }
    }
    return script.joined(separator: "\n")
  }

  @Test func `are those that git merge-tree finds in the same files`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    var conflicted = 0
    for round in 0..<12 {
      var files: [String: String] = [:]
      for folder in 0..<4 {
        for file in 0..<3 {
          files["d\(folder)/f\(file)"] = (1...12).map { "line \($0) of \(folder) \(file)\n" }.joined()
        }
      }
      let crew = try Crew(files)
      let workers = ["1", "2", "3"]
      var branches: [String] = []
      for (index, worker) in workers.enumerated() {
        let branch = try crew.branch("00\(index + 1)")
        branches.append(branch)
        try crew.create(worker, branch)
        try crew.scratch.shell(edits(3, using: &generator), in: crew.place(worker))
        if Bool.random(using: &generator) {
          try crew.scratch.git("add", "--all", in: crew.place(worker))
          try crew.scratch.git("commit", "--quiet", "--allow-empty", "-m", "work", in: crew.place(worker))
        }
        try crew.scratch.shell(edits(3, using: &generator), in: crew.place(worker))
      }
      let flights = try crew.project.nextTasks("s1").flights
      // Each worktree as git would commit it, by an index of its own.
      var commits: [String] = []
      for worker in workers {
        try crew.scratch.shell(
          """
          export GIT_INDEX_FILE="$(git rev-parse --absolute-git-dir)/scratch-index"
          git read-tree HEAD; git add --all
          git commit-tree "$(git write-tree)" -p HEAD -m all > ../commit-\(worker)
          """, in: crew.place(worker))
        commits.append(try #require(crew.scratch.read(".worktrees/commit-\(worker)")).filter { $0 != "\n" })
      }
      var expected: Set<String> = []
      for (left, right) in [(0, 1), (0, 2), (1, 2)] {
        let outcome = try crew.scratch.outcome(
          of: ["merge-tree", "--write-tree", "--name-only", "--no-messages", commits[left], commits[right]])
        try #require(outcome.status < 2, "\(outcome.errors)")
        if outcome.status == 1 { expected.insert("\(branches[left]) \(branches[right])") }
      }
      conflicted += expected.count
      #expect(
        Set(flights.pairs.map { "\($0.first) \($0.second)" }) == expected, "seed \(seed) round \(round)")
    }
    #expect(conflicted > 0, "seed \(seed)")
  }
}
