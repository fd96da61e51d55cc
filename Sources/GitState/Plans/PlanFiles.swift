import Files
import Git
package import StateMachine

/// The form that a plan is exported in.
package enum PlanFormat: String, CaseIterable, Sendable {
  case yaml, json, markdown
}

/// A plan as a text, and the file that it was written to.
package struct ExportedPlan: Sendable {
  package let view: PlanView
  package let text: String
  /// Beneath the working tree; nil where none was asked for.
  package var path: String?
  /// Whether a file was written.
  package var changed = false
}

extension Project {
  /// How large a plan's file may be, in bytes.
  private static let fileBytes = 8 << 20

  /// Reads plan files beneath the working tree; no link is followed.
  package func planTexts(at paths: [String]) throws(Rejection) -> [PlanFile.Text] {
    try withRepository { repository in
      let root = try root(in: repository, "Pass its text as yaml.")
      return try paths.map { path in
        let inside = try Self.path(path, beneath: root)
        do {
          let bytes = try Folder.open(root).read(inside, limit: Self.fileBytes)
          return PlanFile.Text(name: inside, text: try Self.text(bytes, of: inside))
        } catch let error as FileError {
          throw Self.rejection(error, inside, root)
        }
      }
    }
  }

  /// The text of a file's bytes; refused with its place where they are not UTF-8.
  package static func text(_ bytes: [UInt8], of name: String) throws(Rejection) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // The first line that is none, and how far it can be read.
    var line = 1
    var column = 1
    for one in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: one, as: UTF8.self) != nil {
        line += 1
        continue
      }
      var decoder = UTF8()
      var rest = one.makeIterator()
      while case .scalarValue = decoder.decode(&rest) { column += 1 }
      break
    }
    throw Rejection(
      .invalidArgument,
      "\(name), line \(line), column \(column): the bytes there are no UTF-8. Nothing was written.",
      details: [
        .init("file", .text(name)), .init("line", .number(line)), .init("column", .number(column)),
      ], remedy: "Save the file as UTF-8, and import it again.")
  }

  /// A plan in its own dialect, as a text or written beneath the working tree.
  ///
  /// - Parameters:
  ///   - path: nil for the text alone.
  ///   - overwrite: whether a file that is there, with another content, may be replaced.
  package func exportPlan(
    _ plan: String, as format: PlanFormat = .yaml, to path: String? = nil, overwrite: Bool = false
  ) throws(Rejection) -> ExportedPlan {
    let view = try readPlan(plan)
    let document = PlanDocument(view.plan)
    let text =
      switch format {
      case .yaml: document.yaml
      case .json: document.json
      case .markdown: document.markdown
      }
    guard let path else { return ExportedPlan(view: view, text: text) }
    return try withRepository { repository in
      let root = try root(in: repository, "Leave path out: the answer has the text.")
      let inside = try Self.path(path, beneath: root)
      do {
        let replacing = Rejection.Next(
          "export_plan",
          [.init("plan_branch", .text(view.branch))]
            + (format == .yaml ? [] : [.init("format", .text(format.rawValue))])
            + [.init("path", .text(inside)), .init("overwrite", .flag(true))])
        let changed = try repository.withWriteLock { () throws -> Bool in
          try write(Array(text.utf8), to: inside, in: root, overwrite: overwrite, replacing: replacing)
        }
        return ExportedPlan(view: view, text: text, path: inside, changed: changed)
      } catch let error as FileError {
        throw Self.rejection(error, inside, root)
      }
    }
  }

  /// Writes a file whole; false where it says the same already.
  ///
  /// - Parameter replacing: the call that replaces what is there.
  private func write(
    _ bytes: [UInt8], to path: String, in root: String, overwrite: Bool, replacing: Rejection.Next
  ) throws -> Bool {
    let folder = try Folder.open(root)
    if let present = try folder.status(path) {
      guard present.kind == .file else {
        throw Rejection(
          .exists, "\(quoted(path)) is there and is no file, so nothing was written.",
          details: [.init("path", .text(path))])
      }
      if try folder.read(path, limit: Self.fileBytes) == bytes { return false }
      guard overwrite else {
        throw Rejection(
          .exists, "\(quoted(path)) is there, with other content, so nothing was written.",
          details: [.init("path", .text(path))], next: replacing)
      }
    }
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      _ = try folder.makeFolders(String(path[..<slash]))
    }
    // In one's turn: whatever stands half-written there was left by one that was killed, or stands still.
    folder.removeUnfinished(of: path)
    try folder.replace(path, with: bytes, durable: settings.isDurable)
    return true
  }

  /// The working tree that the caller stands in.
  ///
  /// - Parameter remedy: what helps where there is none.
  private func root(in repository: borrowing Repository, _ remedy: String) throws -> String {
    do {
      return try place(nil, in: repository).path
    } catch var rejection as Rejection {
      rejection.remedy = remedy
      throw rejection
    }
  }

  /// A path of a caller as one beneath the working tree.
  private static func path(_ path: String, beneath root: String) throws(Rejection) -> String {
    var inside = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    while inside.hasPrefix("./") { inside.removeFirst(2) }
    let parts = try? Folder.components(inside)
    if let parts, !inside.hasPrefix("/"), parts.contains(where: { comparable($0) == ".git" }) {
      throw Rejection(
        .outsideRepository,
        "\(quoted(path)) is in git's own folder, and no plan's file is read or written there.",
        details: [.init("path", .text(String(path.prefix(200))))])
    }
    guard !inside.hasPrefix("/"), parts != nil else {
      throw Rejection(
        .outsideRepository, "\(quoted(path)) is no path inside \(root).",
        details: [.init("path", .text(String(path.prefix(200))))])
    }
    return inside
  }

  private static func rejection(_ error: FileError, _ path: String, _ root: String) -> any Error {
    switch error.reason {
    case .absent, .notFolder:
      Rejection(
        .notFound, "There is no file \(quoted(path)) in \(root).", details: [.init("path", .text(path))])
    case .link:
      Rejection(
        .outsideRepository, "A link stands on the way to \(quoted(path)), and none is followed.",
        details: [.init("path", .text(path))])
    case .tooLarge(let limit):
      Rejection(
        .limitExceeded, "\(quoted(path)) is larger than \(limit) bytes.",
        details: [.init("path", .text(path)), .init("limit", .number(limit))])
    default: GitError(error)
    }
  }
}
