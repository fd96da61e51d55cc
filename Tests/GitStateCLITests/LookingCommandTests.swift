import Foundation
import JSON
import TestSupport
import Testing

@testable import GitStateCLI

/// What is asked of commands that show something, beside what they show.
@Suite struct `A command that shows a plan` {
  let command: Command

  init() throws {
    command = try Command()
    try command.foundPlan()
  }

  private func call(_ arguments: String...) throws {
    let outcome = try command.run(["call"] + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `takes formats in either case, and - for standard output`() throws {
    let svg = try command.run("graph", "--format", "svg").text
    #expect(svg.hasPrefix("<svg"))
    #expect(try command.run("graph", "--format", "SVG", "-o", "-").text == svg)
    let yaml = try command.run("plan", "export").text
    #expect(yaml.contains("Token service"))
    #expect(try command.run("plan", "export", "--format", "YAML", "-o", "-").text == yaml)
    #expect(try command.run("plan", "export", "--format", "toml").status == 64)
    #expect(command.repository.read("-") == nil)
  }

  @Test func `says who brought a task to where it stands, and when`() throws {
    try call("claim_task", "plan_branch=session-1", "task_id=003", "worker_id=7")
    try call(
      "report_task", "plan_branch=session-1", "task_id=003", "worker_id=7",
      "handoff={\"status\": \"blocked\", \"reason\": \"no key\"}")
    let columns = try command.json("plan")["columns"]?.arrayValue ?? []
    let card = columns.first { $0["name"] == "stuck" }?["tasks"]?.arrayValue?.first
    #expect(card?["by"] == "worker-7" && card?["since"]?.stringValue?.isEmpty == false, "\(columns)")
    #expect(card?["worker"] == nil)
    let node = try command.json("graph")["nodes"]?.arrayValue?.last
    #expect(node?["id"] == "003" && node?["by"] == "worker-7")
    #expect(try command.run("plan").text.contains("worker-7, "))
  }

  @Test func `says that the only plan is archived, and how it is looked at`() throws {
    try call(
      "update_plan_branch", "plan_branch=session-1", "completed_task_ids=[\"001\",\"002\",\"003\"]")
    #expect(try command.run("plan", "archive", "session-1").status == 0)
    let away = try command.run("plan")
    #expect(away.status == 66 && away.errors.contains("no plan but one that is archived: archive/session-1"))
    #expect(away.errors.contains("gitstate plan unarchive archive/session-1"))
  }

  @Test func `does not report that something is to be landed where nothing is`() throws {
    #expect(try !command.run("plan", "report").text.contains("commits ahead of"))
    try command.repository.git("branch", "-f", "flow", "main")
    let tree = try command.repository.git("rev-parse", "main^{tree}")
    let commit = try command.repository.git(
      "commit-tree", tree.trimmingCharacters(in: .whitespacesAndNewlines), "-p", "main", "-m", "Work")
    try command.repository.git(
      "update-ref", "refs/heads/flow", commit.trimmingCharacters(in: .whitespacesAndNewlines))
    #expect(try command.run("plan", "report").text.contains("flow is 1 commit ahead of main: gitstate land"))
  }

  @Test(arguments: [["nope"], ["plan", "nope"], ["grph"]])
  func `is not explained where there is none of that name`(_ words: [String]) throws {
    let help = try command.run(["help"] + words)
    #expect(help.status == 64 && help.text.isEmpty)
    #expect(help.errors.contains("There is no command \"\(words.last ?? "")\"."))
    if words == ["grph"] { #expect(help.errors.contains("Did you mean graph?")) }
    #expect(try command.run("help", "plan", "show").status == 0)
    #expect(try command.run("help").status == 0)
  }
}

@Suite struct `A shell's completions` {
  let command: Command

  init() throws {
    command = try Command()
    try command.foundPlan()
  }

  /// What bash offers for a line that ends where the cursor is.
  private func offered(_ words: String...) throws -> Set<String> {
    let script = try command.run("completions", "bash").text
    let line = try ([builtProgram("gitstate")] + words).map { "'\($0)'" }.joined(separator: " ")
    let last = words.last ?? ""
    let asked = """
      COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _gitstate gitstate '\(last)' '\(words.dropLast().last ?? "gitstate")'
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    // Bash knows nothing of completion outside of a terminal but what is used here.
    let outcome = try RunningProgram(
      "/bin/bash", ["--norc", "-c", "complete() { :; }\n\(script)\n\(asked)"],
      environment: HermeticGit.environment(home: command.repository.home), folder: command.repository.path
    ).wait()
    return Set(outcome.text.split(separator: "\n").map(String.init))
  }

  @Test func `offer plans where a subcommand may stand that shows one`() throws {
    #expect(try offered("plan", "p") == ["plan/session-1"])
    let all = try offered("plan", "")
    #expect(all.isSuperset(of: ["plan/session-1", "show", "list", "archive"]))
    #expect(try offered("plan", "--al") == ["--all"])
    #expect(try offered("plan", "list", "--ar") == ["--archived"])
    #expect(try offered("worktree", "l") == ["list"])
  }

  @Test func `offer the formats`() throws {
    #expect(try offered("plan", "export", "--format", "") == ["yaml", "json", "markdown"])
    #expect(try offered("graph", "--format", "s") == ["svg"])
  }

  @Test(arguments: ["zsh", "fish"]) func `are the same in each shell`(shell: String) throws {
    let script = try command.run("completions", shell).text
    let lines = script.split(separator: "\n").filter {
      $0.contains("---completion plan show -- positional@0")
    }
    #expect(lines.count == 2, "once for the subcommand, once where none stands: \(lines)")
    #expect(script.contains("yaml json markdown") || script.contains("'yaml' 'json' 'markdown'"))
  }
}
