import GitState
import JSON
import StateMachine

/// What a specification says is read without inventing anything; each of its phases can found a run, and every problem
/// names a line that is there.
enum SpecProbing {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let text = String(decoding: bytes, as: UTF8.self)
    let document: SpecDocument
    do throws(Rejection) {
      document = try SpecDocument(parsing: text)
    } catch {
      try require(text.utf8.count > SpecDocument.bytes, "refused as a whole: \(error.sentence)")
      return
    }
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).count
    for problem in document.problems {
      try require((1...lines).contains(problem.line), "a problem in line \(problem.line) of \(lines)")
      try require(!problem.why.isEmpty, "a problem that says nothing")
    }
    try require(
      !document.phases.isEmpty || !document.obstacles.isEmpty, "no phase, and nothing is said of it")
    let names = Set(document.phases.map(\.name))
    var phases: [PhaseDefinition] = []
    for phase in document.phases {
      try require((1...lines).contains(phase.line), "a phase in line \(phase.line) of \(lines)")
      for item in [phase.name] + phase.tasks + phase.modules + phase.successCriteria + phase.gotchas
        + [phase.testCommand ?? ""]
      {
        for word in MessageProbing.words(item) where word != "-" {
          try require(text.utf8.contains(word.utf8), "a word that nobody wrote: \(word)")
        }
      }
      try require(phase.dependsOn.allSatisfy(names.contains), "it depends on what is no phase")
      do throws(Rejection) {
        phases.append(try phase.definition)
      } catch {
        throw FuzzFinding("a phase that can't be founded: \(error.sentence)")
      }
    }
    if document.obstacles.isEmpty { try checkFounding(phases) }
  }

  /// That a run with these phases begins, and is kept.
  private static func checkFounding(_ phases: [PhaseDefinition]) throws(FuzzFinding) {
    var run = Run()
    do throws(Rejection) {
      var founding = RunFounding(
        id: try RunID("00000000-0000-0000-0000-000000000000"), description: "", directory: ".", base: "main")
      founding.phases = phases
      run.apply(Recorded(.runStarted(founding), at: Timestamp(seconds: 0), by: "fuzz", seq: 1))
    } catch {
      throw FuzzFinding("a run can't begin: \(error.sentence)")
    }
    try TrailerProbing.checkKept(run)
  }
}
