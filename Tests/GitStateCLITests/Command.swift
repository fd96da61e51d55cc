import JSON
import TestSupport
import Testing

/// The built command in a scratch repository, as a person or a script runs it.
struct Command {
  let repository: ScratchRepository

  init(_ repository: ScratchRepository) {
    self.repository = repository
  }

  /// A repository with one commit on main.
  init() throws {
    repository = try ScratchRepository()
    try repository.commit("start", files: ["README.md": "# Shop\n"])
  }

  func run(
    _ arguments: String..., in folder: String? = nil, with variables: [String: String] = [:],
    input: String = ""
  ) throws -> Outcome {
    try run(arguments, in: folder, with: variables, input: input)
  }

  func run(
    _ arguments: [String], in folder: String? = nil, with variables: [String: String] = [:],
    input: String = ""
  ) throws -> Outcome {
    let environment = HermeticGit.environment(home: repository.home).merging(variables) { $1 }
    return try RunningProgram(
      builtProgram("gitstate"), arguments, environment: environment, folder: folder ?? repository.path,
      input: Array(input.utf8)
    ).wait()
  }

  /// What a command with `--json` answers.
  func json(_ arguments: String...) throws -> JSONValue {
    try JSONValue(parsing: run(arguments + ["--json"]).output)
  }

  /// Founds a plan of three tasks, of which the second needs the first.
  func foundPlan(_ session: String = "session-1", request: String = "Add user authentication") throws {
    let tasks: JSONValue = [
      [
        "id": "001", "description": "Create user model", "provides": ["User model"],
        "estimated_time": "8 minutes",
      ],
      ["id": "002", "description": "Token service", "preconditions": ["User model"], "provides": ["Tokens"]],
      ["id": "003", "description": "Write the docs"],
    ]
    let arguments: JSONValue = [
      "session_id": .string(session), "user_request": .string(request), "tasks": tasks,
    ]
    let made = try run("call", "create_plan_branch", "--json", "-", input: arguments.serialized())
    try #require(made.status == 0, "\(made.errors)")
  }
}
