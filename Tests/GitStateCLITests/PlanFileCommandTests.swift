import JSON
import TestSupport
import Testing

@Suite struct `A plan's file on the command line` {
  private let text = """
    version: "2.5"
    plan_id: PLAN-260205-0155
    objective: Add login
    tasks:
      - id: task-001
        title: User model
        status: not-started
        dependencies: []
      - id: task-002
        title: Tokens
        status: not-started
        dependencies:
          - task-001

    """

  @Test func `is taken in, given out, and asks before it changes a plan`() throws {
    let command = try Command()
    try command.repository.write("docs/plan.yaml", text)
    let dry = try command.run("plan", "import", "docs/plan.yaml", "--dry-run")
    #expect(
      dry.status == 0 && dry.text.contains("A new plan plan/PLAN-260205-0155 with 2 tasks."), "\(dry.errors)")
    #expect(try command.run("plan", "export", "PLAN-260205-0155").status == 66)
    let taken = try command.run("plan", "import", "docs/plan.yaml")
    #expect(taken.status == 0 && taken.text.contains("A new plan."), "\(taken.errors)")
    #expect(try command.run("plan", "export", "PLAN-260205-0155").text + "\n" == text)
    #expect(try command.run("plan", "import", "docs/plan.yaml").text.contains("Nothing to change"))

    let changed = text.replacing("title: Tokens", with: "title: JWT tokens").replacing(
      "task-001", with: "task-003")
    let refs = try command.repository.refs()
    let asked = try command.run("plan", "import", "-", input: changed)
    #expect(asked.status == 64 && asked.errors.contains("gitstate plan import - --yes"), "\(asked.errors)")
    let shown = try command.run("plan", "import", "-", "--dry-run", input: changed)
    #expect(shown.status == 0 && shown.text.contains("Not changed yet."), "\(shown.errors)")
    #expect(
      shown.text.contains("added      task-003") && shown.text.contains("cancelled  task-001"),
      "\(shown.text)")
    #expect(shown.text.contains("changed    task-002 (title, dependencies)"), "\(shown.text)")
    #expect(
      shown.text.contains("task-002 title: \"Tokens\" -> \"JWT tokens\"")
        && shown.text.contains("task-002 dependencies: [\"task-001\"] -> [\"task-003\"]"), "\(shown.text)")
    let json = try command.run("plan", "import", "-", "--dry-run", "--json", input: changed)
    #expect(json.text.contains("The same command with --yes does it."), "\(json.text)")
    #expect(try command.repository.refs() == refs)
    let done = try command.run("plan", "import", "-", "--yes", "--json", input: changed)
    let answer = try JSONValue(parsing: done.output)
    #expect(
      answer["changed"] == true && answer["added"] == ["task-003"] && answer["cancelled"] == ["task-001"])
    #expect(answer["schemaVersion"] == 1)
    // What was cancelled is counted as everywhere: beside the others.
    let counted = try command.run("plan", "import", "-", input: changed)
    #expect(counted.text.contains("2 tasks - 1 cancelled - dialect 2.5"), "\(counted.text)")
  }

  @Test func `goes where the person means it, and over nothing unasked`() throws {
    let command = try Command()
    try command.repository.write("docs/a.yaml", text)
    let folder = command.repository.path + "/docs"
    #expect(try command.run("plan", "import", "a.yaml", in: folder).status == 0)
    let wrote = try command.run("plan", "export", "--output", "../plans/b.yaml", in: folder)
    #expect(wrote.status == 0 && wrote.text == "Wrote plans/b.yaml.", "\(wrote.errors)")
    #expect(
      try command.run("plan", "export", "-o", "plans/b.yaml").text == "plans/b.yaml says the same already.")
    let refused = try command.run("plan", "export", "-o", "plans/b.yaml", "--format", "json")
    #expect(refused.status == 65 && refused.errors.contains("is there, with other content"))
    #expect(
      refused.errors.contains(
        "hint: Replace it: gitstate plan export --format json --output plans/b.yaml --overwrite"),
      "\(refused.errors)")
    let inside = try command.run(
      "plan", "export", "-o", "b.yaml", "--format", "json", in: folder + "/../plans")
    #expect(inside.errors.contains("--output b.yaml --overwrite"), "\(inside.errors)")
    let own = try command.run("plan", "export", "-o", ".git/config")
    #expect(own.errors.contains("is in git's own folder"), "\(own.errors)")
    #expect(
      try command.run("plan", "export", "-o", "plans/b.yaml", "--format", "markdown", "--overwrite").status
        == 0)
    #expect(try command.run("plan", "export", "-o", "../../../elsewhere.yaml").status == 65)
    #expect(try command.run("plan", "export", "--format", "xml").status == 64)
    let nothing = try command.run("plan", "import", "nothing.yaml")
    #expect(nothing.status == 66 && nothing.errors.contains("hint: Name a plan's file"), "\(nothing.errors)")
  }

  @Test func `that is refused says where, and what to do`() throws {
    let command = try Command()
    let refused = try command.run(
      "plan", "import", "-", input: text.replacing("not-started", with: "perhaps"))
    #expect(refused.status == 64)
    #expect(
      refused.errors.hasPrefix(
        "error: standard input, line 7, column 13: tasks[0].status: expected a status: not-started, pending, in-progress, in_progress, completed, failed, blocked, needs_revision, needs_replan, spec_rejected, expanding, in_review or cancelled, got \"perhaps\". Nothing was written.\nhint: Mend the file at that place, and import it again."
      ),
      "\(refused.errors)")
    for (name, title) in [("a.yaml", "Other"), ("b.yaml", "Another")] {
      try command.repository.write(name, text.replacing("User model", with: title))
    }
    let clash = try command.run("plan", "import", "a.yaml", "b.yaml")
    #expect(clash.status == 65 && clash.errors.contains("reindex numbers the tasks of all files anew"))
    #expect(
      clash.errors.contains(
        "hint: Number the tasks of all files anew: gitstate plan import a.yaml b.yaml --reindex"),
      "\(clash.errors)")
    #expect(try command.repository.refs("refs/heads/plan") == [])
  }
}
