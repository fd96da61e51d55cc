import Files
import GitState
import StateMachine

/// The system's git, over which checkpoints cross to another repository: with the user's own keys and helpers, and
/// with no hook and no program that the repository's config names.
struct SystemGit {
  private let path: String
  /// The repository, as git is told it.
  private let place: [String]
  /// Gets each line that git is started with, and each that it says.
  private let listener: (Said) -> Void

  /// What a person may want to see of it.
  enum Said {
    case starting(String)
    case line(String)
  }

  /// - Throws: `input_output` where no git is on the PATH.
  init(for project: Project, listener: @escaping (Said) -> Void) throws(Rejection) {
    guard let path = ChildProgram.find("git") else {
      throw Rejection(
        .inputOutput, "There is no git on the PATH, and checkpoints are pushed and fetched over it.",
        remedy: "Install git, or put its folder on the PATH; everything else works without.")
    }
    self.path = path
    self.listener = listener
    place =
      project.workingDirectory.map { ["-C", $0] } ?? ["--git-dir=\(project.commonDirectory)"]
  }

  /// Hooks, helpers for other protocols, the file monitor and the garbage collector stay off.
  private static let settings = [
    "core.hooksPath=/dev/null", "protocol.ext.allow=never", "core.fsmonitor=false", "gc.auto=0",
    "maintenance.auto=false",
  ].flatMap { ["-c", $0] }

  /// Pushes by refspecs, never by force; git's own lines, one for each ref.
  func push(_ refspecs: [String], to remote: Remote) throws(Rejection) -> (
    status: Int32, lines: [String], last: [String]
  ) {
    try refusePrograms(of: remote)
    let (ending, said) = try run(
      [
        "push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-recurse-submodules",
        "--", remote.text,
      ] + refspecs, in: SystemGit.settings)
    let lines = String(decoding: ending.output, as: UTF8.self).split(separator: "\n").map(String.init)
    return (ending.status, lines, said)
  }

  /// Fetches by refspecs, never by force; neither FETCH_HEAD nor any branch of the remote follows.
  func fetch(_ refspecs: [String], from remote: Remote) throws(Rejection) {
    try refusePrograms(of: remote)
    // One pack, which git makes durable before it moves a ref.
    let settings = SystemGit.settings + ["-c", "fetch.unpackLimit=1"]
    let (ending, said) = try run(
      [
        "fetch", "--no-tags", "--no-prune", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules",
        "--", remote.text,
      ] + refspecs, in: settings)
    guard ending.status == 0 else { throw SystemGit.failed("fetch", ending.status, said, remote) }
  }

  /// git's own failure, with its last word.
  static func failed(
    _ command: String, _ status: Int32, _ said: [String], _ remote: Remote
  ) -> Rejection {
    let fatal = said.last { $0.hasPrefix("fatal: ") || $0.hasPrefix("error: ") } ?? said.last ?? ""
    return Rejection(
      .inputOutput,
      "git \(command) with \(quoted(remote.text)) ended with \(status)\(fatal.isEmpty ? "" : ": \(quoted(fatal))").",
      details: [.init("status", .number(Int(status))), .init("said", .texts(said.suffix(20)))],
      remedy: "Mend what git says, and call again: what was carried before is not carried twice.")
  }

  /// Refuses where the repository's own config, and not the user's, names a program that git would run.
  private func refusePrograms(of remote: Remote) throws(Rejection) {
    let (ending, said) = try run(["config", "--list", "--null", "--show-scope", "--includes"])
    guard ending.status == 0 else { throw SystemGit.failed("config", ending.status, said, remote) }
    var entries = ending.output.split(separator: 0, omittingEmptySubsequences: false)[...]
    while let scope = entries.popFirst(), let entry = entries.popFirst() {
      guard scope.elementsEqual("local".utf8) || scope.elementsEqual("worktree".utf8) else { continue }
      let parts = entry.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(decoding: parts.first ?? [], as: UTF8.self)
      let value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
      guard let why = ProgramKey.reason(key, value, remote: remote.name) else { continue }
      throw Rejection(
        .programInConfig,
        "The repository's own config sets \(quoted(key)), \(why), and no program that a repository names is run; nothing was carried.",
        details: [.init("key", .text(key))],
        remedy:
          "If it is yours, keep it where only you write: git config --global \(shellWord(plain(key))) …, and here: git config --unset-all \(shellWord(plain(key)))"
      )
    }
  }

  private func run(
    _ arguments: [String], in settings: [String] = []
  ) throws(Rejection) -> (ChildProgram.Ending, said: [String]) {
    let words = place + settings + arguments
    listener(.starting((["git"] + words.map { shellWord(plain($0)) }).joined(separator: " ")))
    // What would make it another repository than the one that is meant.
    var variables: [(String, String?)] = [
      "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE",
    ].map { ($0, nil) }
    if !StandardStream.input.isTerminal { variables.append(("GIT_TERMINAL_PROMPT", "0")) }
    // git's words are read: they are to be its own.
    variables.append(("LC_ALL", "C"))
    var said: [String] = []
    do {
      let ending = try ChildProgram.run(path, words, variables: variables) { line in
        said = said.suffix(99) + [line]
        listener(.line(line))
      }
      return (ending, said)
    } catch {
      throw Rejection(describing: error)
    }
  }
}
