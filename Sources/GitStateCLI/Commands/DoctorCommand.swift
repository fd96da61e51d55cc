import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find what is broken, half done or left behind, and repair what needs no person.",
    discussion: """
      Writes nothing without --fix or --break-locks. Exits with 1 while something is wrong; what is only worth knowing does \
      not count. What is moved out of the way goes to gitstate/quarantine in the git directory.

      Example: gitstate doctor || gitstate doctor --fix
      """)

  @Flag(help: "Repair what needs no person, by the code that the next call would use.")
  var fix = false

  @Flag(help: "Move lock files of other programs aside: only where no git is at work here.")
  var breakLocks = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    var request = DoctorRequest()
    request.fixes = fix
    request.breaksLocks = breakLocks
    let diagnosis = try diagnosis(request)
    if output.isJSON {
      try ToolReply.emit(diagnosis.members(fixing: fix, breaking: breakLocks))
    } else {
      try emit(DoctorPage(diagnosis: diagnosis, wasFixing: fix).render(.output))
    }
    if !diagnosis.isClean { throw ExitCode(1) }
  }

  /// A repository that can't be opened for what it is, is itself the finding.
  private func diagnosis(_ request: DoctorRequest) throws -> Diagnosis {
    let project: Project
    do {
      project = try place.project()
    } catch {
      guard let finding = Finding(unopened: error) else { throw error }
      return Diagnosis([finding])
    }
    return try project.diagnose(request)
  }
}

extension Diagnosis {
  /// `ok`, what was asked for, the counts, and each finding.
  func members(fixing: Bool, breaking: Bool) -> JSONObject {
    [
      "ok": .bool(isClean), "fix": .bool(fixing), "break_locks": .bool(breaking),
      "counts": [
        "fixed": .integer(fixed.count), "left": .integer(left.count), "advice": .integer(advice.count),
      ],
      "findings": .array(findings.map { .object($0.json) }),
    ]
  }
}

extension Finding {
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "id": .string(kind.rawValue), "severity": .string(kind.isAdvice ? "advice" : "finding"),
      "subject": .string(subject), "what": .string(sentence),
      "evidence": .object(JSONObject(evidence.map { ($0.name, $0.value.json) })),
      "repair": .array(repair.map { .string($0.map(shellWord).joined(separator: " ")) }),
      "by": .string(mender.rawValue), "fixed": .bool(isFixed),
    ]
    if let failure { object["failure"] = .string(failure) }
    return object
  }
}
