import Files
import GitState
import StateMachine

/// Where checkpoints are carried to or from: a remote of the config, an address, or a path.
struct Remote: Hashable {
  /// As git is told it.
  let text: String
  /// nil for what is no remote of the config.
  let name: String?

  /// - Parameter given: as the caller wrote it; nil for `origin`, else the only remote there is.
  init(_ given: String?, of project: Project) throws(Rejection) {
    let names = try project.remoteNames()
    let given = if let given { given } else { try Remote.usual(of: names) }
    guard !given.isEmpty, !given.hasPrefix("-") else {
      throw Remote.rejection(
        .invalidArgument, "\(quoted(given)) is no remote: a name, an address or a path begins with no -.",
        given,
        names)
    }
    if names.contains(given) {
      self.init(text: given, name: given)
      return
    }
    guard ProgramKey.isServed(given) else {
      throw Rejection(
        .invalidArgument, "\(quoted(given)) is an address that git needs a program of its own for.",
        details: [.init("value", .text(String(given.prefix(80))))],
        remedy: "Use a path, host:path, or an https, ssh, http, git or file address.")
    }
    let path = given.hasPrefix("/") ? given : "\(Environment.currentDirectory ?? "/")/\(given)"
    if let real = try? File.realPath(path) {
      self.init(text: real, name: nil)
      return
    }
    // `host:path` and `https://…`; what has a / before the colon is a path.
    guard let colon = given.firstIndex(of: ":"), !given[..<colon].contains("/") else {
      throw Remote.rejection(.notFound, "There is no remote and no folder \(quoted(given)).", given, names)
    }
    self.init(text: given, name: nil)
  }

  private init(text: String, name: String?) {
    self.text = text
    self.name = name
  }

  private static func usual(of names: [String]) throws(Rejection) -> String {
    if names.contains("origin") { return "origin" }
    if names.count == 1 { return names[0] }
    throw rejection(
      .missingArgument,
      names.isEmpty
        ? "The repository has no remote." : "There are \(names.count) remotes, and none is origin.",
      "", names)
  }

  private static func rejection(
    _ code: ErrorCode, _ sentence: String, _ given: String, _ names: [String]
  ) -> Rejection {
    Rejection(
      code, sentence,
      details: [.init("value", .text(String(given.prefix(80)))), .init("known", .texts(names))],
      remedy: names.isEmpty
        ? "Add one: git remote add origin <url>"
        : "Name \(spoken(names.map { plain($0) }, word: "or")), or give an address.")
  }
}
