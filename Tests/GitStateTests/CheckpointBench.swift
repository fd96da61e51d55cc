import Foundation
import Git
import StateMachine
import TestSupport
import Testing

@testable import GitState

/// A repository with some working trees, whose whole state can be looked at and compared.
struct CheckpointBench {
  let scratch: ScratchRepository
  let project: Project
  /// The main tree and, where there are more, linked ones.
  var places: [String]

  init(_ scratch: ScratchRepository? = nil) throws {
    Library.ignoreUserConfig()
    self.scratch = try scratch ?? Crew.repository(["a": "1\n", "dir/x": "x\n"])
    project = try Project(at: self.scratch.path)
    places = [self.scratch.path]
  }

  @discardableResult
  func take(
    _ phase: String = "skeleton", in place: String? = nil,
    _ change: (inout CheckpointRequest) throws -> Void = { _ in }
  ) throws -> TakenCheckpoint {
    var request = CheckpointRequest(try CheckpointNote(phase: phase))
    request.folder = place
    try change(&request)
    return try project.createCheckpoint(request)
  }

  @discardableResult
  func rollBack(
    _ name: String, in place: String? = nil, _ change: (inout RollbackRequest) -> Void = { _ in }
  ) throws -> RolledBack {
    var request = RollbackRequest(name)
    request.folder = place
    change(&request)
    return try project.rollBack(request)
  }

  /// A run's checkpoint of all places.
  func gather(run: String = "0b9f7a52-0000-4000-8000-000000000000") throws -> Checkpoint {
    let repository = try Repository.open(scratch.gitDirectory)
    var note = try CheckpointNote(phase: "all")
    note.run = run
    note.seq = 3
    var warnings: [String] = []
    return try project.checkpoints.take(
      of: places, for: .run(run), note, on: project.occasion(in: repository), in: repository,
      warnings: &warnings)
  }

  /// Back to what covers all places.
  @discardableResult
  func rollBackAll(to point: SavePoint) throws -> RolledBack {
    let repository = try Repository.open(scratch.gitDirectory)
    let found = try point.trees.map { try project.place(of: $0, in: point, repository) }
    return try project.checkpoints.rollBack(
      Rollback(target: point, places: found.map(\.path)), by: PendingRefs(found.map(\.adminName)),
      on: project.occasion(in: repository), in: repository)
  }

  /// All that a rollback has to give back.
  struct State: Equatable {
    let status: String
    let head: String
    let tip: String?
    let entries: String
    /// But for what git ignores: that is in no checkpoint.
    let files: [String]
    let merge: [String]

    /// What differs, a line each.
    ///
    /// - Parameter ignored: paths that were ignored in between: they are left alone, and may stand there untracked.
    func difference(from other: State, leaving ignored: Set<String> = []) -> [String] {
      var lines: [String] = []
      for (name, old, new) in [
        ("status", other.status, status),
        ("HEAD", other.head + (other.tip ?? "none"), head + (tip ?? "none")),
        ("index", other.entries, entries),
        ("files", other.files.joined(separator: "\0"), files.joined(separator: "\0")),
        ("merge", other.merge.joined(separator: "\0"), merge.joined(separator: "\0")),
      ] where old != new {
        let (before, after) = (old.split(separator: "\0"), new.split(separator: "\0"))
        lines += before.filter { !after.contains($0) }.map { "\(name) - \($0)" }
        lines += after.filter { !before.contains($0) }.map { "\(name) + \($0)" }
        if lines.isEmpty { lines.append("\(name): another order") }
      }
      return lines.filter { line in
        !ignored.contains { line.hasSuffix("+ ? \($0)") || line.contains("+ ./\($0) ") }
      }
    }
  }

  func state(of place: String? = nil) throws -> State {
    let folder = try scratch.git("rev-parse", "--absolute-git-dir", in: place)
    let merge = ["MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "CHERRY_PICK_HEAD", "REVERT_HEAD"].compactMap {
      name in
      FileManager.default.contents(atPath: "\(folder)/\(name)").map {
        "\(name) \(String(decoding: $0, as: UTF8.self))"
      }
    }
    let tip = try scratch.outcome(of: ["rev-parse", "--verify", "--quiet", "HEAD"], in: place)
    // The status first: it may write the index anew.
    return State(
      status: try scratch.git(
        "status", "--porcelain=v2", "--branch", "--untracked-files=all", "-z", in: place),
      head: try String(contentsOfFile: folder + "/HEAD", encoding: .utf8),
      tip: tip.status == 0 ? tip.text : nil, entries: try scratch.indexEntries(in: place),
      files: try files(in: place), merge: merge)
  }

  /// Untracked paths that git ignores.
  func ignored(in place: String?) throws -> Set<String> {
    let paths = try scratch.git("ls-files", "-z", "--others", "--ignored", "--exclude-standard", in: place)
    return Set(paths.split(separator: "\0").map(String.init))
  }

  private func files(in place: String?) throws -> [String] {
    let paths = try ignored(in: place).map { "./\($0) " }
    return try scratch.everything(in: place).filter { line in !paths.contains { line.hasPrefix($0) } }
  }

  /// All that a checkpoint may not touch: bytes and times of index and HEAD, and of every file.
  func untouched(_ place: String? = nil) throws -> [String] {
    let folder = try scratch.git("rev-parse", "--absolute-git-dir", in: place)
    let outcome = try RunningProgram(
      "sh",
      [
        "-c",
        """
        find . -name .git -prune -o -name .worktrees -prune -o -printf '%p %y %m %s %T@ %C@ %i\\n' | sort
        for file in HEAD index MERGE_HEAD MERGE_MSG; do
          if [ -e "$1/$file" ]; then stat -c '%n %s %y %z %i' "$1/$file"; sha1sum < "$1/$file"; fi
        done
        """, "_", folder,
      ], environment: HermeticGit.environment(home: scratch.home), folder: place ?? scratch.path
    ).wait()
    return outcome.text.split(separator: "\n").map(String.init)
  }

  func expectWhole(_ location: SourceLocation = #_sourceLocation) throws {
    try scratch.expectClean(location)
    #expect(try scratch.refs("refs/gitstate/pending/") == [], sourceLocation: location)
  }
}
