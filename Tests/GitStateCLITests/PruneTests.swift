import JSON
import StateMachine
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `Pruning` {
  /// A rescue of a rollback, and two checkpoints; with what is left of an age of 0 hours between.
  private func old() throws -> Command {
    let command = try Command()
    try command.repository.write("notes.txt", "one\n")
    #expect(try command.run("checkpoint", "create", "first").status == 0)
    try command.repository.write("notes.txt", "two\n")
    #expect(try command.run("checkpoint", "create", "second").status == 0)
    #expect(try command.run("checkpoint", "rollback", "1", "--yes").status == 0)
    // What was taken in this very second is not older than now.
    try command.repository.shell("sleep 1.1")
    return command
  }

  @Test func `shows what goes, and removes it for a yes`() throws {
    let command = try old()
    let id = try #require(command.json("rescue", "list")["rescues"]?.arrayValue?.first?["id"]?.stringValue)
    let before = try command.repository.refs()
    #expect(
      try command.run("rescue", "prune", "--older-than", "30d", "--yes").text.contains("no rescue that old"))
    let refused = try command.run("rescue", "prune", "--older-than", "0d")
    #expect(refused.status == 64 && refused.errors.contains("gitstate rescue prune --older-than 0h --yes"))
    let dry = try command.run("rescue", "prune", "--older-than", "0d", "--dry-run")
    #expect(dry.text.contains(id) && dry.text.contains("Nothing was removed"))
    #expect(try command.json("rescue", "prune", "--older-than", "0d", "--dry-run")["changed"] == false)
    #expect(try command.repository.refs() == before)
    let done = try command.run("rescue", "prune", "--older-than", "0d", "--yes")
    #expect(
      done.status == 0 && done.text.contains("1 rescue of 4 bytes removed"), "\(done.text) \(done.errors)")
    #expect(try command.json("rescue", "list")["rescues"] == [])
    #expect(try command.json("rescue", "prune", "--older-than", "0d", "--yes")["changed"] == false)
    try command.repository.expectClean()
  }

  @Test func `leaves what a rollback that was begun needs`() throws {
    let command = try old()
    let rescue = try #require(try command.repository.refs("refs/gitstate/rescue").first)
    let sha = try #require(rescue.split(separator: " ").first)
    try command.repository.git("update-ref", "refs/gitstate/pending/main", String(sha))
    let kept = try command.run("rescue", "prune", "--older-than", "0d", "--yes")
    #expect(kept.status == 0 && kept.text.contains("stays"), "\(kept.text)")
    // Its target is checkpoint 1, which would go otherwise.
    let checkpoints = try command.json("checkpoint", "prune", "--older-than", "0d", "--yes")
    #expect(checkpoints["removed"] == [] && checkpoints["needed"]?.arrayValue?.count == 2)
  }

  @Test func `of checkpoints keeps the last of each branch, so that no number comes twice`() throws {
    let command = try old()
    let done = try command.json("checkpoint", "prune", "--older-than", "0h", "--yes")
    #expect(done["removed"]?.arrayValue?.compactMap { $0["number"]?.intValue } == [1])
    #expect(done["size"] == 4 && done["changed"] == true)
    #expect(try command.json("checkpoint", "create", "third")["number"] == 3)
  }

  @Test func `of checkpoints keeps those of a run that goes on`() throws {
    let command = try old()
    #expect(try command.run("run", "start", "Port", "--phase", "a").status == 0)
    #expect(
      try command.run(
        "checkpoint", "create", "--run",
        command.json("run", "list")["runs"]?.arrayValue?.first?["task_id"]?.stringValue ?? ""
      ).status == 0)
    try command.repository.shell("sleep 1.1")
    let done = try command.run("checkpoint", "prune", "--older-than", "0h", "--yes")
    #expect(done.text.contains("1 checkpoint of 4 bytes removed"), "\(done.text)")
    #expect(try command.json("checkpoint", "list", "--all")["total"] == 3)
  }

  @Test(
    arguments: [
      ("12h", 12), ("30d", 720), ("4w", 672), ("0h", 0), ("5218w", nil), ("d", nil), ("", nil), ("3", nil),
      ("-3d", nil), ("3 d", nil), ("3m", nil), ("1.5d", nil), ("٣d", nil), ("99999999999999999999d", nil),
    ] as [(String, Int?)])
  func `takes an age`(text: String, hours: Int?) throws {
    #expect((try? AgeOptions.hours(text)) == hours)
    guard hours == nil, !text.hasPrefix("-") else { return }
    let refused = try Command().run("rescue", "prune", "--older-than", text)
    #expect(refused.status == 64 && refused.errors.contains("12h, 30d or 4w"), "\(refused.errors)")
  }

  @Test func `is shown before and after`() throws {
    let row = PrunePage.Row(
      id: "20261121T030000Z-1f3a9c02", taken: SamplePlan.ago(50_000), files: 3, size: 1_234,
      why: "before worker-1 was removed")
    let page = PrunePage(
      noun: "rescue", removed: [row], needed: ["20261120T030000Z-0a1b2c3d"],
      reason: "a rollback or a merge under way needs it", now: SamplePlan.now)
    let empty = PrunePage(noun: "checkpoint", removed: [], needed: [], reason: "", now: SamplePlan.now)
    let text = [page.preview(Style()), page.done(Style()), empty.preview(Style()), empty.done(Style())]
    try GoldenFile("output/pruned.txt").expect(text.joined(separator: "\n\n---\n\n") + "\n")
  }
}
