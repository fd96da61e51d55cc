internal import Files

extension Repository {
  /// Adds a line to a ref's reflog, and to HEAD's where HEAD is on it: where git would, by `core.logAllRefUpdates`.
  ///
  /// It is not fsynced (git's own is not either), and the ref moves though it can't be written: it is a help, no record.
  func recordMove(of ref: RefName, from old: ObjectID?, to new: ObjectID, because reason: String) {
    var logs: [String] = []
    if isLogged(ref.text) { logs.append(ref.text) }
    if case .symbolic(ref.text)? = try? value(of: "HEAD"), isLogged("HEAD") { logs.append("HEAD") }
    guard !logs.isEmpty else { return }
    let author = author(at: WallClock.seconds)
    let words = reason.map { $0.isNewline ? " " : $0 }
    let line = "\(old ?? .zero) \(new) \(author.line)\t\(String(words))\n"
    for log in logs { append(Array(line.utf8), toLog: "\(commonDirectory)/logs/\(log)", of: log) }
  }

  private func isLogged(_ name: String) -> Bool {
    let setting = configText("core.logallrefupdates")?.lowercased()
    switch setting {
    case "always": return true
    case "false", "no", "off", "0": break
    default:
      let isUsual =
        name == "HEAD" || ["refs/heads/", "refs/remotes/", "refs/notes/"].contains { name.hasPrefix($0) }
      if setting == nil ? !isBare && isUsual : isUsual { return true }
    }
    // What has a log goes on having one.
    return (try? File.status("\(commonDirectory)/logs/\(name)"))?.kind == .file
  }

  private func append(_ line: [UInt8], toLog path: String, of name: String) {
    do throws(FileError) {
      try File.append(path, line)
    } catch {
      switch error.reason {
      case .absent: _ = try? Folder.open(commonDirectory).makeFolders(File.folder(of: "logs/" + name))
      // The log of a ref that is gone, with an empty folder of the same name left.
      case .notFile: File.removeEmptyFolder(path)
      default: return
      }
      try? File.append(path, line)
    }
  }
}
