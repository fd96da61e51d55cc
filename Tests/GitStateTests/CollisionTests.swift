import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A collision` {
  /// Everything that a look must leave as it is, the times of files and the number of objects included.
  private func witness(_ crew: Crew, _ workers: [String]) throws -> [String] {
    var seen = try crew.scratch.refs()
    for place in [crew.scratch.path] + workers.map(crew.place) {
      let folder = try crew.scratch.git("rev-parse", "--absolute-git-dir", in: place)
      for path in [folder + "/HEAD", folder + "/index"] {
        let bytes = try #require(FileManager.default.contents(atPath: path))
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        seen.append("\(path) \(bytes.base64EncodedString()) \(String(describing: date))")
      }
      seen += try crew.scratch.everything(in: place)
    }
    let objects = crew.scratch.gitDirectory + "/objects"
    for path in try FileManager.default.subpathsOfDirectory(atPath: objects).sorted() {
      let date = try FileManager.default.attributesOfItem(atPath: "\(objects)/\(path)")[.modificationDate]
      seen.append("\(path) \(String(describing: date))")
    }
    return seen
  }

  @Test func `of files that nobody has committed yet is named before either merges`() throws {
    let crew = try Crew.ofWaves()
    _ = try crew.start("1", "2")
    try crew.put(["c": "one\n", "new": "one\n"], in: crew.place("1"))
    try crew.put(["c": "two\n", "other": "two\n"], in: crew.place("2"))
    let before = try witness(crew, ["1", "2"])
    let pair = Collision(first: "task/001-alpha", second: "task/002-beta", paths: ["c"])
    #expect(try crew.project.nextTasks("w").flights.pairs == [pair])
    #expect(try crew.project.overview().flights.pairs == [pair])
    let listed = try crew.project.listWorkerTrees()
    #expect(listed.map { $0.conflicts.map(\.with) } == [["task/002-beta"], ["task/001-alpha"]])
    #expect(listed.map(\.undeclared) == [["c", "new"], ["c", "other"]])
    #expect(try witness(crew, ["1", "2"]) == before)
    // And it is so: the second merge is refused.
    for worker in ["1", "2"] { try crew.commit(worker, .complete, "Done") }
    try crew.merge("task/001-alpha")
    #expect(rejection { try crew.merge("task/002-beta") }?.texts("conflicts").isEmpty == true)
    #expect(
      try crew.project.overview().flights.pairs == [
        Collision(first: "task/002-beta", second: "flow", paths: ["c"])
      ])
  }

  @Test func `is none where both change the same file in other places, or alike`() throws {
    let lines = (1...9).map { "\($0)\n" }.joined()
    let crew = try Crew(["long": lines, "same": "1\n"])
    for (id, worker) in [("001", "1"), ("002", "2")] { try crew.create(worker, crew.branch(id)) }
    try crew.put(["long": "0\n" + lines, "same": "2\n"], in: crew.place("1"))
    try crew.put(["long": lines + "10\n", "same": "2\n"], in: crew.place("2"))
    let flights = try crew.project.overview().flights
    #expect(flights.pairs.isEmpty && flights.works.map(\.branch) == ["task/001-first", "task/002-second"])
    #expect(flights.works[0].touched.map(\.description) == ["long", "same"])
  }

  @Test func `of a rename with a change, and of a file with a folder, is seen`() throws {
    let text = (1...30).map { "line \($0)\n" }.joined()
    let crew = try Crew(["dir/one": text, "dir/two": text + "two\n"])
    for (id, worker) in [("001", "1"), ("002", "2"), ("003", "3")] {
      try crew.create(worker, crew.branch(id))
    }
    try crew.scratch.shell("git mv dir moved", in: crew.place("1"))
    try crew.put(["dir/three": "new\n", "spot": "a file\n"], in: crew.place("2"))
    try crew.put(["spot/inside": "a folder\n"], in: crew.place("3"))
    let pairs = try crew.project.overview().flights.pairs
    #expect(
      pairs.map { "\($0.first) \($0.second)" } == [
        "task/001-first task/002-second", "task/002-second task/003-third",
      ])
  }

  @Test func `ends with the merge that resolves it`() throws {
    let crew = try Crew(["x": "1\n"])
    try crew.work("001", by: "1", ["x": "one\n"])
    try crew.work("002", by: "2", ["x": "two\n"])
    try crew.merge("task/001-first")
    #expect(try crew.project.overview().flights.pairs.map(\.second) == ["flow"])
    _ = try crew.sync("2")
    // The merge under way brings the base in: what is left is in the worktree.
    #expect(try crew.project.overview().flights.pairs == [])
    try crew.put(["x": "both\n"], in: crew.place("2"))
    try crew.commit("2", .fix, "Both")
    #expect(try crew.project.overview().flights.pairs == [])
  }

  @Test func `of a file that is too large for a look is told by its path`() throws {
    let crew = try Crew(["x": "1\n"])
    for (id, worker) in [("001", "1"), ("002", "2")] { try crew.create(worker, crew.branch(id)) }
    let large = String(repeating: "0123456789abcdef", count: 80_000)
    try crew.put(["data": large], in: crew.place("1"))
    #expect(try crew.project.overview().flights.pairs == [])
    try crew.put(["data": large + "!"], in: crew.place("2"))
    #expect(try crew.project.overview().flights.pairs.map(\.paths) == [["data"]])
    try crew.scratch.shell("rm data", in: crew.place("2"))
    try crew.put(["x": large], in: crew.place("1"))
    try crew.put(["x": "2\n"], in: crew.place("2"))
    #expect(try crew.project.overview().flights.pairs.map(\.paths) == [["x"]])
  }

  @Test func `of branches without a worktree is seen as well`() throws {
    let crew = try Crew(["x": "1\n"])
    try crew.work("001", by: "1", ["x": "one\n"])
    try crew.work("002", by: "2", ["x": "two\n"])
    for worker in ["1", "2"] { try crew.remove(worker) }
    #expect(try crew.project.overview().flights.pairs.map(\.paths) == [["x"]])
    try crew.bench.update { $0.cancelled = [try PlanTaskID("002")] }
    #expect(try crew.project.overview().flights.pairs == [])
  }

  @Test func `of large worktrees is left to the list, and the overview says so`() throws {
    var files: [String: String] = [:]
    let long = String(repeating: "long name ", count: 20)
    for number in 0..<700 { files["folder-\(number % 20)/\(long)\(number)"] = "\(number)\n" }
    let crew = try Crew(files)
    for (id, worker) in [("001", "1"), ("002", "2")] { try crew.create(worker, crew.branch(id)) }
    try crew.put(["README": "one\n"], in: crew.place("1"))
    try crew.put(["README": "two\n"], in: crew.place("2"))
    let overview = try crew.project.overview().flights
    #expect(overview.pairs == [] && overview.notes.contains { $0.contains("2 large worktrees") })
    #expect(try crew.project.nextTasks("s1").flights.pairs.map(\.paths) == [["README"]])
    #expect(try crew.project.listWorkerTrees().map(\.conflicts.count) == [1, 1])
  }

  @Test func `holds a task back until the other is merged`() throws {
    let crew = try Crew.ofWaves()
    _ = try crew.start("1")
    try crew.put(["b": "mine\n"], in: crew.place("1"))
    let held = try crew.project.nextTasks("w").batch
    #expect(held.held.map(\.task.id.text) == ["002"] && held.held.map(\.by) == ["001"])
    #expect(held.tasks.map(\.id.text) == ["003"])
    // Nor is it claimed.
    let two = try WorkerID("2")
    #expect(try crew.project.claimNext("w", worker: two, minutes: nil)?.task.id.text == "003")
    try crew.commit("1", .complete, "Done")
    _ = try crew.project.reportTask(
      "w", task: "001", worker: WorkerID("1"), claim: nil, TaskReport(.completed))
    #expect(try crew.project.nextTasks("w").batch.held.map(\.by) == ["001"])
    try crew.merge("task/001-alpha")
    #expect(try crew.project.nextTasks("w").batch.tasks.map(\.id.text) == ["002"])
  }

  @Test func `waits for workers of other plans`() throws {
    let crew = try Crew.ofWaves()
    try crew.create("7", crew.firstOfOther())
    try crew.put(["b": "theirs\n"], in: crew.place("7"))
    #expect(try crew.project.nextTasks("w").batch.held.map(\.by) == ["task/001-first"])
    _ = try crew.project.releaseTask("s1", task: "001", worker: WorkerID("7"), reason: nil)
    #expect(try crew.project.nextTasks("w").batch.held.isEmpty)
  }
}
