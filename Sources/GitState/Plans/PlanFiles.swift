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

  /// The text of a file's bytes; refused where they are not UTF-8.
  package static func text(_ bytes: [UInt8], of name: String) throws(Rejection) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Rejection(
        .invalidArgument, "\(name) is not UTF-8. Nothing was written.", details: [.init("file", .text(name))])
    }
    return text
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
        let changed = try write(Array(text.utf8), to: inside, in: root, overwrite: overwrite)
        return ExportedPlan(view: view, text: text, path: inside, changed: changed)
      } catch let error as FileError {
        throw Self.rejection(error, inside, root)
      }
    }
  }

  /// Writes a file whole; false where it says the same already.
  private func write(_ bytes: [UInt8], to path: String, in root: String, overwrite: Bool) throws -> Bool {
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
          .exists, "\(quoted(path)) is there, with other content. Pass overwrite: true to replace it.",
          details: [.init("path", .text(path))])
      }
    }
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      _ = try folder.makeFolders(String(path[..<slash]))
    }
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
    let inside = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    let parts = try? Folder.components(inside)
    guard !inside.hasPrefix("/"), let parts, !parts.contains(where: { comparable($0) == ".git" }) else {
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
