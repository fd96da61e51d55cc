import Files
import Git
package import StateMachine

/// What start_task is asked for.
package struct RunRequest: Sendable {
  package var description: String
  /// A folder of the working tree that the run works in; nil for the main one.
  package var folder: String?
  package var phases: [PhaseDefinition] = []
  /// The file that the phases are read from; nil to look where prompts put one.
  package var spec: String?
  package var parent: String?

  package init(_ description: String) {
    self.description = description
  }
}

/// A run that was started, with the checkpoint that everything can go back to.
package struct StartedRun: Sendable {
  package let view: RunView
  package let changed: Bool
  package let notes: [String]
}

extension Project {
  /// Starts a run on the branch that is checked out, and takes its checkpoint 0.
  ///
  /// A call that is repeated with its key finds its run again, and takes the checkpoint that a kill kept it from taking.
  package func startRun(_ request: RunRequest, guarded: WriteGuard = WriteGuard()) throws(Rejection)
    -> StartedRun
  {
    try withRepository { repository in
      guard !comparable(request.description).isEmpty else {
        throw Rejection(
          .missingArgument, "description is required.", details: [.init("argument", .text("description"))])
      }
      let place = try place(request.folder, in: repository)
      guard let base = place.branch?.branchName else {
        throw Rejection(
          .detachedHead,
          "HEAD is detached in \(place.path), and a run's base is the branch that is checked out.",
          details: [.init("path", .text(place.path))], remedy: "Check a branch out there: git switch <branch>"
        )
      }
      if Project.isOwn(base) {
        throw Rejection(
          .gitstateBase, "\(base) is a branch of gitstate's own, and no base for a run.",
          details: [.init("base", .text(base))], remedy: "Check another branch out: git switch <branch>")
      }
      var notes: [String] = []
      let directory = SnapshotTree.relative(place.path, to: repository.workingDirectory)
      var founding = RunFounding(
        id: try runID(guarded.key), description: request.description, directory: directory, base: base)
      founding.parent = try request.parent.map { try runView($0, in: repository).run.founding?.id } ?? nil
      founding.phases = request.phases
      if founding.phases.isEmpty, let (path, document) = try spec(request.spec, in: place) {
        founding.spec = path
        for phase in document.phases { founding.phases.append(try phase.definition) }
        notes += document.problems.filter { !$0.isObstacle }.map { "\(path), line \($0.line): \($0.why)" }
      }
      let founded = try foundRun(founding, guarded: guarded)
      // A repeated call is answered with the state of the first one: what came since counts here.
      var present = try runView(founding.id.text, in: repository)
      if founded.events.isEmpty {
        try recordMissing(founding.id, present.run, in: repository)
        present = try runView(founding.id.text, in: repository)
      }
      guard present.run[checkpoint: 0] == nil else {
        return StartedRun(view: present, changed: founded.changed, notes: notes)
      }
      try settle(place, in: repository)
      var note = try CheckpointNote(phase: "start")
      note.run = founding.id.text
      note.seq = founded.view.reading.seq
      let taken = try checkpoints.take(
        of: [place.path], for: .run(founding.id.text), note, on: occasion(in: repository), in: repository,
        warnings: &notes)
      let change = try record(taken, phase: nil, of: founding.id, in: repository)
      return StartedRun(view: change.view, changed: true, notes: notes)
    }
  }

  /// A specification's phases, for a caller who wants to see them first.
  package func readSpec(_ path: String?, folder: String? = nil) throws(Rejection) -> (
    path: String, SpecDocument
  ) {
    try withRepository { repository in
      guard let found = try spec(path, in: place(folder, in: repository), refusing: false) else {
        throw Rejection(
          .notFound, "There is no \(Self.specs.joined(separator: " and no ")).",
          details: [.init("known", .texts(Self.specs))], remedy: "Name the file with path.")
      }
      return found
    }
  }

  /// Where prompts put a specification.
  private static let specs = [".spec/SPEC.md", ".prelude/READY.md"]

  /// Reads a specification; nil where none was named and none is there.
  ///
  /// - Parameter isStrict: whether one that leaves unclear what is to be done is refused.
  private func spec(
    _ given: String?, in place: CheckedOutTree, refusing isStrict: Bool = true
  ) throws -> (path: String, SpecDocument)? {
    for name in given.map({ [$0] }) ?? Self.specs {
      let inside = place.inside(name)
      guard let bytes = try file(name, in: place, limit: SpecDocument.bytes) else {
        if given == nil { continue }
        throw Rejection(
          .notFound, "There is no file \(quoted(inside)) in \(place.path).",
          details: [.init("path", .text(inside))])
      }
      let document = try SpecDocument(parsing: String(decoding: bytes, as: UTF8.self))
      let obstacle = document.obstacles.first
      if isStrict, let obstacle {
        throw Rejection(
          .invalidArgument, "\(inside), line \(obstacle.line): \(obstacle.why) No run was started.",
          details: [
            .init("path", .text(inside)), .init("line", .number(obstacle.line)),
            .init("text", .text(obstacle.text)),
          ], next: .init("parse_spec", [.init("path", .text(inside))]))
      }
      if isStrict, given != nil, document.phases.isEmpty {
        throw Rejection(
          .invalidArgument, "\(inside) has no phase: a heading \"### Phase 1: Name\" begins one.",
          details: [.init("path", .text(inside))], next: .init("parse_spec", [.init("path", .text(inside))]))
      }
      return (inside, document)
    }
    return nil
  }

  /// A new id; for a call that may be repeated the same one each time.
  private func runID(_ key: LedgerKey?) throws -> RunID {
    let bytes =
      try key.map { try ObjectID.hash(.blob, Array("run \($0.text) \($0.content)".utf8)).bytes }
      ?? randomBytes(16)
    func word(_ start: Int) -> UInt64 { bytes[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) } }
    return RunID(bits: word(0), word(8))
  }
}
