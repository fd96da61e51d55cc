import Foundation
import JSON
import TestSupport
import Testing

@Suite struct `gitstate init` {
  @Test func `shows what it will do, and does it only when told to`() throws {
    let command = try Command()
    let shown = try command.run("init")
    #expect(shown.status == 0)
    #expect(shown.text.contains("+     \"git\": {"))
    #expect(shown.text.contains("gitstate init --yes"))
    #expect(command.repository.read(".mcp.json") == nil)
    #expect(try command.run("init", "--yes", "--dry-run").text.contains("--dry-run"))
    #expect(command.repository.read(".mcp.json") == nil)

    let done = try command.run("init", "--client", "claude", "--yes")
    #expect(done.status == 0)
    #expect(done.text.contains("claude mcp add git -- gitstate serve"))
    #expect(done.text.contains("mcp__git__parse_plan"))
    #expect(!done.text.contains("mcp__git__create_plan_branch"))
    let text = try #require(command.repository.read(".mcp.json"))
    #expect(
      try JSONValue(parsing: text) == [
        "mcpServers": ["git": ["type": "stdio", "command": "gitstate", "args": ["serve"]]]
      ])
    #expect(try command.repository.status() == ["?? .mcp.json"])

    #expect(try command.run("init", "--yes").text.contains("is registered already"))
    #expect(command.repository.read(".mcp.json") == text)
  }

  @Test func `works from a folder below and from a linked worktree's main repository`() throws {
    let command = try Command()
    try FileManager.default.createDirectory(
      atPath: command.repository.path + "/a/b", withIntermediateDirectories: true)
    #expect(try command.run("init", "--yes", "--json", in: command.repository.path + "/a/b").status == 0)
    #expect(command.repository.read(".mcp.json") != nil)
    #expect(command.repository.read("a/b/.mcp.json") == nil)
  }

  @Test func `leaves another server of the name alone`() throws {
    let command = try Command()
    let text = "{\"mcpServers\": {\"git\": {\"command\": \"uvx\", \"args\": [\"mcp-server-git\"]}}}"
    try command.repository.write(".mcp.json", text)
    let refused = try command.run("init", "--yes")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("gitstate init --name gitstate"))
    #expect(command.repository.read(".mcp.json") == text)
    let named = try command.run("init", "--yes", "--name", "gitstate")
    #expect(named.text.contains("mcp__gitstate__parse_plan"))
    let servers = try JSONValue(parsing: #require(command.repository.read(".mcp.json")))["mcpServers"]
    #expect(servers?["git"]?["command"] == "uvx")
    #expect(servers?["gitstate"]?["command"] == "gitstate")
  }

  @Test func `says that it is registered under another name too, and how one of them goes`() throws {
    let command = try Command()
    #expect(try command.json("init", "--yes")["also_registered"] == [])
    let shown = try command.run("init", "--name", "gitstate")
    #expect(shown.text.contains("gitstate is registered as \"git\" too"))
    #expect(shown.text.contains("claude mcp remove --scope project git"))
    #expect(try command.json("init", "--name", "gitstate", "--yes")["also_registered"] == ["git"])
    #expect(try command.run("init").text.contains("gitstate is registered as \"gitstate\" too"))
  }

  @Test func `refuses broken JSON with its line, and what is no file`() throws {
    let command = try Command()
    try command.repository.write(".mcp.json", "{\n  \"a\": [1,\n  ],\n}\n")
    let broken = try command.run("init", "--yes")
    #expect(broken.status == 64)
    #expect(broken.errors.contains("line 3"))
    #expect(command.repository.read(".mcp.json") == "{\n  \"a\": [1,\n  ],\n}\n")
    try FileManager.default.removeItem(atPath: command.repository.path + "/.mcp.json")
    try command.repository.write("elsewhere.json", "{}")
    try FileManager.default.createSymbolicLink(
      atPath: command.repository.path + "/.mcp.json", withDestinationPath: "elsewhere.json")
    #expect(try command.run("init", "--yes").status == 64)
    #expect(command.repository.read("elsewhere.json") == "{}")
  }
}

@Suite struct `Completions` {
  @Test(arguments: ["bash", "zsh", "fish"]) func `are printed for each shell`(shell: String) throws {
    let command = try Command()
    let own = try command.run("completions", shell)
    #expect(own.status == 0)
    #expect(own.text.contains("parse-plan"))
    #expect(try command.run("--generate-completion-script", shell).text == own.text)
  }

  @Test func `name the plans, tasks and tools that there are`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(try command.run("call", "create_task_branch", "task_id=1", "branch_slug=user-model").status == 0)
    #expect(
      try command.run("---completion", "parse-plan", "--", "positional@0", "0", "0", "").text.contains(
        "plan/session-1"))
    #expect(
      try command.run("---completion", "parse-task", "--", "positional@0", "0", "0", "").text.contains(
        "task/001-user-model"))
    #expect(
      try command.run("---completion", "tools", "--", "positional@0", "0", "0", "").text.contains(
        "parse_plan"))
    #expect(
      try command.run(
        "---completion", "parse-plan", "--", "positional@0", "0", "0", "", in: command.repository.folder.path
      ).status == 0)
  }

  @Test func `name every worker, also one that holds nothing any more`() throws {
    let command = try Command()
    try command.foundPlan()
    _ = try command.run("call", "create_task_branch", "task_id=1", "branch_slug=user-model")
    try #require(try command.run("worktree", "add", "task/001-user-model", "--worker", "7").status == 0)
    _ = try command.run("call", "update_plan_branch", "plan_branch=session-1", "cancelled_task_ids=1")
    let ready = try command.json("ready")
    #expect(ready["claimed"] == [])
    #expect(
      try command.run("---completion", "worktree", "remove", "--", "positional@0", "0", "0", "").text == "7")
  }

  @Test func `name a tool's arguments, but those that are there`() throws {
    let command = try Command()
    func offered(_ words: String...) throws -> [Substring] {
      try command.run(["---completion", "call", "--", "positional@1", "0", "0", "gitstate", "call"] + words)
        .text.split(separator: "\n")
    }
    let all = try offered("sync_worktree", "")
    #expect(all.contains("worker_id=") && all.contains("abort="))
    #expect(try !offered("sync_worktree", "worker_id=1", "").contains("worker_id="))
    #expect(try offered("nothing", "") == [])
  }
}
