import Foundation
import JSON
import TestSupport
import Testing

@testable import GitStateCLI

/// What a person at a terminal sees: `script` makes the terminal.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script") && TerminalTests.isLinux))
struct `On a terminal` {
  private func run(
    _ line: String, _ command: Command, with variables: [String: String] = [:], input: String = ""
  ) throws -> String {
    let environment = HermeticGit.environment(home: command.repository.home)
      .merging(["TERM": "xterm", "LC_ALL": "C.UTF-8"]) { $1 }.merging(variables) { $1 }
    return try RunningProgram(
      "/usr/bin/script", ["-qec", "\(try builtProgram("gitstate")) \(line)", "/dev/null"],
      environment: environment,
      folder: command.repository.path, input: Array(input.utf8)
    ).wait().text
  }

  @Test func `a plan has colours, unless they are refused`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(try run("parse-plan", command).contains("\u{1b}[1mAdd user authentication\u{1b}[0m"))
    #expect(try !run("parse-plan", command, with: ["NO_COLOR": "1"]).contains("\u{1b}["))
    #expect(try !run("parse-plan", command, with: ["TERM": "dumb"]).contains("\u{1b}["))
    #expect(try run("parse-plan", command, with: ["NO_COLOR": ""]).contains("\u{1b}["))
    #expect(try !run("parse-plan --json", command).contains("\u{1b}["))
    let narrow = try run("parse-plan", command, with: ["COLUMNS": "48", "NO_COLOR": "1"])
    #expect(narrow.split(whereSeparator: \.isNewline).allSatisfy { $0.count <= 48 }, "\(narrow)")
  }

  @Test func `init asks before it writes`() throws {
    let command = try Command()
    #expect(try run("init", command, input: "n\n").contains("Write it? [y/N]"))
    #expect(command.repository.read(".mcp.json") == nil)
    #expect(try run("init", command, input: "y\n").contains("Written."))
    #expect(command.repository.read(".mcp.json") != nil)
  }

  @Test func `a rollback shows what it changes and asks before it does`() throws {
    let command = try Command()
    try command.repository.write("notes.txt", "one\n")
    #expect(try command.run("checkpoint", "create", "Phase 1").status == 0)
    try command.repository.write("notes.txt", "two\n")
    let before = try command.repository.refs()
    let shown = try run("checkpoint rollback 1", command, with: ["NO_COLOR": "1"], input: "n\n")
    #expect(shown.contains("+ notes.txt") && shown.contains("Roll back? [y/N]"), "\(shown)")
    #expect(shown.contains("Nothing was changed."))
    #expect(try command.repository.refs() == before && command.repository.read("notes.txt") == "two\n")
    #expect(
      try run("checkpoint rollback 1", command, input: "y\n").contains("undo: gitstate checkpoint rollback "))
    #expect(command.repository.read("notes.txt") == "one\n")
    #expect(try !run("checkpoint rollback 1", command).contains("[y/N]"))
    #expect(try run("checkpoint rollback 1 --json", command).contains("gitstate checkpoint rollback 1 --yes"))
  }

  @Test func `pruning shows what goes and asks before it does`() throws {
    let command = try Command()
    try command.repository.write("notes.txt", "one\n")
    #expect(try command.run("checkpoint", "create").status == 0)
    try command.repository.write("notes.txt", "two\n")
    #expect(try command.run("checkpoint", "rollback", "1", "--yes").status == 0)
    try command.repository.shell("sleep 1.1")
    let before = try command.repository.refs()
    let shown = try run("rescue prune --older-than 0h", command, with: ["NO_COLOR": "1"], input: "n\n")
    #expect(
      shown.contains("before the rollback to checkpoint 1") && shown.contains("Remove? [y/N]"), "\(shown)")
    #expect(try command.repository.refs() == before)
    #expect(try run("rescue prune --older-than 0h", command, input: "yes\n").contains("removed; git gc"))
    #expect(try command.repository.refs("refs/gitstate/rescue") == [])
    #expect(try !run("rescue prune --older-than 0h", command).contains("[y/N]"))
  }

  @Test func `a new worktree's bar is taken away again`() throws {
    let command = try Command()
    try command.foundPlan()
    #expect(try command.run("call", "create_task_branch", "task_id=1", "branch_slug=a").status == 0)
    let shown = try run("worktree add task/001-a --worker 1", command)
    #expect(shown.contains("is ready"))
    if let bar = shown.range(of: "%") {
      #expect(shown[bar.upperBound...].contains("\r\u{1b}[K"))
    }
  }

  @Test func `a bar says how far it is`() {
    let style = Style(isUnicode: false, width: 80)
    #expect(ProgressBar.line(512, of: 1024, "files", style) == "############------------ 50 %  files")
    #expect(ProgressBar.line(7, of: nil, "files", style) == "7 files")
  }
}

private enum TerminalTests {
  #if os(Linux)
    static let isLinux = true
  #else
    static let isLinux = false
  #endif
}
