import JSON
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `The plan command` {
  private func done(_ command: Command, _ session: String = "session-1") throws {
    let outcome = try command.run(
      "call", "update_plan_branch", "plan_branch=\(session)", "completed_task_ids=[\"001\",\"002\",\"003\"]")
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `shows a board by itself, and by its word`() throws {
    let command = try Command()
    #expect(try command.run("plan").status == 66)
    try command.foundPlan()
    for arguments in [
      ["plan"], ["plan", "session-1"], ["plan", "plan/session-1"], ["plan", "show", "session-1"],
    ] {
      let shown = try command.run(arguments)
      #expect(
        shown.status == 0 && shown.text.contains("Waiting 1") && shown.text.contains("waits for 001"),
        "\(shown)")
    }
    #expect(try command.run("plan", "nothing").status == 66)
    let board = try command.json("plan", "session-1")
    #expect(
      board["schemaVersion"] == 1 && board["state"] == "active" && board["plan_branch"] == "plan/session-1")
    #expect(board["columns"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["waiting", "ready"])
    #expect(board["columns"]?.arrayValue?.first?["tasks"]?.arrayValue?.first?["waits_for"] == ["001"])
  }

  @Test func `lists the plans to choose from, and those that were put away`() throws {
    let command = try Command()
    #expect(try command.run("plan", "list").text.contains("There is no plan."))
    try command.foundPlan()
    try command.foundPlan("session-2", request: "Another")
    let choice = try command.run("plan")
    #expect(
      choice.status == 64 && choice.text.contains("Choose one: gitstate plan plan/session-1"), "\(choice)")
    try done(command)
    #expect(try command.run("plan", "archive", "session-2").status == 65)
    let away = try command.run("plan", "archive", "session-1")
    #expect(away.status == 0 && away.text.contains("undo: gitstate plan unarchive session-1"), "\(away)")
    #expect(try command.json("plan", "archive", "session-1")["changed"] == false)
    let list = try command.json("plan", "list")
    #expect(list["plans"]?.arrayValue?.compactMap { $0["plan_branch"]?.stringValue } == ["plan/session-2"])
    #expect(list["archived"] == 1)
    #expect(try command.run("plan", "list").text.contains("1 is archived: gitstate plan list --archived"))
    let archived = try command.json("plan", "list", "--archived")
    #expect(archived["plans"]?.arrayValue?.first?["state"] == "archived")
    #expect(
      try command.run("plan", "list", "--archived").text.contains("gitstate plan unarchive archive/session-1")
    )
    #expect(try command.run("plan", "archive/session-1").text.contains("brings it back"))
    #expect(try command.run("overview").text.contains("1 plan is active, 1 archived"))
    #expect(try JSONValue(parsing: command.run("call", "overview").output)["archived_plans"] == 1)
    #expect(
      try JSONValue(parsing: command.run("call", "parse_plan", "branch=session-1").output)["state"]
        == "archived")
    let refused = try command.run(
      "call", "update_plan_branch", "plan_branch=session-1", "architecture_updates=x")
    #expect(
      refused.status == 65 && refused.errors.contains("gitstate plan unarchive session-1"), "\(refused)")
    let back = try command.json("plan", "unarchive", "archive/session-1")
    #expect(back["changed"] == true && back["plan_branch"] == "plan/session-1")
    #expect(try command.run("plan", "unarchive", "session-1").text.contains("is not archived: it is here"))
    #expect(try command.run("plan", "unarchive", "nothing").status == 66)
    try command.repository.expectClean()
  }

  @Test func `reports, and draws to a file`() throws {
    let command = try Command()
    try command.foundPlan()
    let report = try command.run("plan", "report")
    #expect(report.status == 0 && report.text.hasPrefix("# Add user authentication\n"))
    #expect(try command.json("plan", "report")["markdown"]?.stringValue?.contains("## Objective") == true)
    for format in ["text", "mermaid", "dot", "svg"] {
      let shown = try command.run("graph", "--format", format)
      #expect(shown.status == 0 && shown.text.contains("Token service"))
      let written = try command.run("graph", "session-1", "--format", format, "--output", "drawn.\(format)")
      #expect(written.status == 0 && written.text.isEmpty)
      #expect(command.repository.read("drawn.\(format)")?.contains("Token service") == true)
    }
    #expect(try command.run("graph", "--output", "/dev/null").status == 64)
    #expect(try command.run("graph", "--output", "nowhere/x.svg").status == 66)
    #expect(try command.run("graph", "--json", "--format", "svg").status == 64)
    #expect(try command.run("graph", "--format", "png").status == 64)
    let graph = try command.json("graph")
    #expect(graph["edges"] == [["from": "001", "to": "002"]])
    #expect(graph["nodes"]?.arrayValue?.compactMap { $0["wave"]?.intValue } == [1, 2, 1])
  }

  @Test func `is watched in a pipe: a line for each change, until it is done`() throws {
    let command = try Command()
    try command.foundPlan()
    try done(command)
    let lines = try command.run("watch", "--until", "done")
    #expect(lines.status == 0, "\(lines)")
    #expect(
      lines.text.split(separator: "\n").count == 1 && lines.text.contains("(completed, 3 of 3 delivered)"))
    let json = try JSONValue(parsing: command.run("watch", "--until", "done", "--json").output)
    #expect(json["state"] == "completed" && json["seq"] == 2 && json["what"]?.stringValue?.isEmpty == false)
    #expect(try command.run("watch", "nothing").status == 66)
    #expect(try command.run("watch", "--until", "never").status == 64)
    #expect(try command.run("plan", "archive", "session-1").status == 0)
    #expect(try command.run("watch", "session-1", "--until", "done").status == 0)
  }
}
