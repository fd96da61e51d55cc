import StateMachine

/// A plan in which every standing of a task occurs, at a fixed moment.
enum SamplePlan {
  static let now = Timestamp(seconds: 1_767_225_600)
  static let merge = String(repeating: "a", count: 40)
  static let gone = String(repeating: "b", count: 40)

  static func ago(_ minutes: Int) -> Timestamp { now.adding(minutes: -minutes) }

  static func task(
    _ id: String, _ description: String, needs: [String] = [], gives: [String] = [], after: [String] = []
  ) throws -> PlanTask {
    var definition = TaskDefinition(id: try PlanTaskID(id), description: description)
    definition.preconditions = try needs.map { try Capability($0) }
    definition.provides = try gives.map { try Capability($0) }
    definition.dependsOn = try after.map { try PlanTaskID($0) }
    return PlanTask(definition)
  }

  static func plan() throws -> Plan {
    let one = try WorkerID("1")
    let two = try WorkerID("2")
    var user = try task("001", "Create user model", gives: ["User model"])
    user.status = .completed(.init(at: ago(42), by: "worker-1", tip: gone, merge: merge))
    user.branch = .init(name: "task/001-user-model", base: merge, start: gone)
    var hash = try task("002", "Password hashing", gives: ["Hashing"])
    hash.status = .completed(.init(at: ago(3), by: "Ada", tip: gone, merge: nil))
    hash.branch = .init(name: "task/002-password-hashing", base: merge, start: gone)
    var tokens = try task("003", "Token service", needs: ["User model"], gives: ["Tokens"])
    tokens.definition.estimatedTime = "8 minutes"
    tokens.status = .claimed(.init(worker: one, seq: 5, at: ago(12)))
    var mail = try task("004", "Mail the user", needs: ["User model"])
    mail.status = .claimed(.init(worker: two, seq: 6, at: ago(125), until: ago(-20)))
    var names = try task("005", "Check names", needs: ["User model"])
    names.definition.estimatedTime = "20 minutes"
    names.definition.priority = .high
    let login = try task(
      "006",
      "Log in: take a name and a password, look the user up, compare the hash and answer with a token that lasts an hour",
      needs: ["Tokens", "hashing"], gives: ["Login"])
    var rates = try task("007", "Limit the rate of attempts", needs: ["Login"])
    rates.status = .blocked(
      reason:
        "Nobody has decided yet whether attempts are counted by address or by account, and the two need different tables in the store, which is a change of the schema that the plan does not have",
      by: nil)
    let logout = try task("008", "Log out", needs: ["Logim"], after: ["006"])
    var lost = try task("009", "Session store")
    lost.status = .completed(.init(at: ago(2000), by: "Ada", tip: gone, merge: gone))
    lost.branch = .init(name: "task/009-session-store", base: merge, start: gone)
    var never = try task("010", "Sign in with a fax")
    never.status = .cancelled(reason: "nobody has one")
    var founding = PlanFounding(
      session: try SessionID("session-20250112-143000"),
      request: "Add user authentication\n\nWith names and passwords first.", base: "flow")
    founding.target = "main"
    return Plan(
      founding: founding, created: ago(180), version: 3,
      tasks: [user, hash, tokens, mail, names, login, rates, logout, lost, never],
      learnings: [
        .init(text: "The store is SQLite.\nMigrations are in db/.", at: ago(60), by: "Ada", version: 2),
        .init(text: "bcrypt needs a cost of 12.", at: ago(30), by: "Ada", version: 10),
      ])
  }

  static var facts: PlanFacts {
    var facts = PlanFacts()
    facts.baseTip = merge
    facts.reachable = [merge]
    return facts
  }

  /// Text with everything in it that steers a terminal or turns a line round.
  static let hostile =
    "\u{1b}[31mred\u{1b}[0m \u{202e}txet\u{202c} \u{9b}2J zero\u{200b}width \u{7}bell\r\u{2028}line\u{feff}"
}
