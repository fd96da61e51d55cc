import JSON
import StateMachine
import Testing

@testable import GitStateCLI

@Suite struct `Stored text` {
  /// No control, format or separator character but the line breaks between our own lines.
  private func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar == "\n"
      case .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  @Test func `means the same in JSON, where what steers is an escape`() throws {
    let text = SamplePlan.hostile + "\u{9b}31m \u{7f} \u{2028} \u{e0041} é"
    let value = JSONValue.object(["a": .string(text), "b": ["c", .string(text)]])
    for pretty in [true, false] {
      let shown = steerless(value.serialized(pretty: pretty))
      #expect(isHarmless(shown))
      #expect(try JSONValue(parsing: shown) == value)
    }
    #expect(steerless("{\"é\": 1}") == "{\"é\": 1}")
  }

  private func hostilePlan() throws -> Plan {
    let hostile = SamplePlan.hostile
    var task = try SamplePlan.task("001", hostile, gives: ["x\u{202e}y"])
    task.status = .blocked(reason: hostile, by: nil)
    var other = try SamplePlan.task("002", "b", needs: ["x\u{202e}y"])
    other.definition.title = hostile
    var third = try SamplePlan.task("003", "c")
    third.status = .completed(.init(at: SamplePlan.now, by: hostile, tip: nil, merge: nil))
    var founding = PlanFounding(
      session: try SessionID("s"), request: hostile + "\n" + hostile, base: "fl\u{1b}ow")
    founding.target = "ma\u{202e}in"
    return Plan(
      founding: founding, created: SamplePlan.now, version: 1, tasks: [task, other, third],
      learnings: [.init(text: hostile + "\n" + hostile, at: SamplePlan.now, by: hostile, version: 1)])
  }

  @Test func `can't steer a terminal from any page`() throws {
    let plan = try hostilePlan()
    let branch = SamplePlan.hostile
    let facts = PlanFacts()
    let warnings = plan.warnings(given: facts) + [SamplePlan.hostile]
    var page = PlanPage(plan: plan, facts: facts, branch: branch, now: SamplePlan.now)
    page.warnings = warnings
    page.remark = SamplePlan.hostile
    var overview = OverviewPage(
      active: [.init(branch: branch, plan: plan, facts: facts)], completed: 0, sentence: SamplePlan.hostile,
      now: SamplePlan.now)
    overview.command = SamplePlan.hostile
    overview.collisions = [SamplePlan.hostile]
    let log = HistoryLog(
      ledger: branch, total: 1,
      lines: [
        .init(seq: 1, at: SamplePlan.now, by: SamplePlan.hostile, what: SamplePlan.hostile, commit: "c")
      ])
    var sheet = Sheet(heading: SamplePlan.hostile)
    sheet.note = (SamplePlan.hostile, .dim)
    sheet.facts = [SamplePlan.hostile]
    sheet.fields = [("a", SamplePlan.hostile)]
    sheet.texts = [("b", SamplePlan.hostile)]
    let list = PlanList(
      items: [.init(branch: branch, state: "active", completed: 0, total: 1, request: SamplePlan.hostile)],
      remote: [SamplePlan.hostile], command: "parse-plan")
    let style = Style(width: 200)
    let hostile = SamplePlan.hostile
    let row = CheckpointTable.Row(
      id: hostile, number: 1, phase: hostile, taken: SamplePlan.now, branch: hostile, files: 1,
      validated: nil,
      size: 1)
    let rollback = RollbackPage(
      target: hostile, phase: hostile, taken: SamplePlan.now,
      trees: [
        .init(path: hostile, branch: hostile, from: nil, to: nil, written: [hostile], removed: [hostile])
      ],
      changed: true, asCommit: false, reopened: [hostile], now: SamplePlan.now)
    let pushed = PushReport(porcelain: ["!\t\(hostile):\(hostile)\t\(hostile)", "*\ta:\(hostile)\tb"])
    let fetched = FetchReport(
      new: [hostile], collisions: [.init(ref: hostile, here: "a", there: "b", free: hostile)], odd: [hostile])
    let run = try SampleRun.hostile()
    overview.runs = [run]
    var runPage = RunPage(run: run, branch: hostile, now: SamplePlan.now)
    runPage.warnings = [hostile]
    let pruned = PrunePage(
      noun: "rescue", removed: [.init(id: hostile, taken: SamplePlan.now, files: 1, size: 1, why: hostile)],
      needed: [hostile], reason: "needed", now: SamplePlan.now)
    for text in [
      pruned.preview(style), pruned.done(style),
      runPage.render(style), RunTable(runs: [run], now: SamplePlan.now).render(style),
      RunValidateCommand.text(run.phases[0], of: run, style),
      CheckpointTable(rows: [row], now: SamplePlan.now).render(style),
      rollback.preview(style), rollback.done(keeping: (hostile, 1), style),
      pushed.render(to: hostile, style), fetched.render(from: hostile, style),
      page.render(style),
      ReadyPage(plan: plan, facts: facts, branch: branch, now: SamplePlan.now).render(style),
      overview.render(style), PrimePage(overview: overview, call: SamplePlan.hostile).render(),
      log.render(style),
      sheet.render(style), list.render(style), ChangedLines.render(SamplePlan.hostile, "x\n", style),
      Failure.text(Rejection(.notFound, SamplePlan.hostile, remedy: SamplePlan.hostile), style),
      ProgressBar.line(1, of: 2, SamplePlan.hostile, style),
    ] {
      #expect(isHarmless(text), "\(text.debugDescription)")
      #expect(text.contains("\\u{1b}") || text.contains("\\u{202e}"), "nothing was shown: \(text)")
    }
  }

  @Test func `keeps its letters, marks and line breaks`() {
    #expect(plain("Zoë → 日本 👍 a\tb\nc") == "Zoë → 日本 👍 a\\tb\\nc")
    #expect(plainLines("\n\n one\r\n  two\n\n") == [" one", "  two"])
    #expect(plainLines("") == [])
  }

  @Test func `is cut at a column and broken between words`() {
    let style = Style(isUnicode: false, width: 20)
    #expect(style.cut("0123456789", to: 8) == "01234...")
    #expect(style.cut("short", to: 8) == "short")
    #expect(style.wrap("one two three", to: 7) == ["one two", "three"])
    #expect(style.paragraph("a\nb\nc\nd", to: 20, limit: 3) == ["a", "b", "... 2 more lines"])
  }
}
