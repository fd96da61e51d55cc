import Git
import StateMachine

extension Rejection {
  static func noLedger(_ branch: RefName, kind: String) -> Rejection {
    let name = branch.branchName ?? branch.text
    return Rejection(
      kind == Run.kind ? .notARun : .notAPlan, "Branch \(name) holds no \(kind).",
      details: [.init("branch", .text(name))],
      next: .init("overview"))
  }

  static func newer(_ branch: RefName, _ what: String, at commit: ObjectID) -> Rejection {
    Rejection(
      .newerFormat,
      "A newer gitstate wrote \(what) on \(branch.branchName ?? branch.text) in commit \(commit); nothing was written.",
      details: [.init("commit", .text(commit.description))], remedy: "Install a newer gitstate.")
  }

  static func keyReused(_ key: LedgerKey, at seq: Int) -> Rejection {
    Rejection(
      .keyReused,
      "The idempotency key \(quoted(key.text)) was used at seq \(seq) for another call. Use a new key.",
      details: [.init("key", .text(key.text)), .init("seq", .number(seq))])
  }

  static func overtaken(_ branch: RefName, expected: Int, actual: Int) -> Rejection {
    let name = branch.branchName ?? branch.text
    return Rejection(
      .overtaken,
      "\(name) is at seq \(actual), not \(expected): others wrote meanwhile. Read it and decide again.",
      details: [.init("expected", .number(expected)), .init("actual", .number(actual))],
      next: .init("history", [.init("ledger", .text(name))]))
  }
}
