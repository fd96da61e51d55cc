import Foundation
import Git
import GitState
import StateMachine
import TestSupport
import Testing

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

  /// All that a rollback has to give back.
  struct State: Equatable {
    let status: String
    let head: String
    let tip: String?
    let entries: String
    let files: [String]
    let merge: [String]
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
      files: try scratch.everything(in: place), merge: merge)
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
