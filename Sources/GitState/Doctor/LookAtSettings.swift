import Files
import Git
package import StateMachine

extension Project {
  /// What of the repository's settings and of its neighbours is dangerous, or makes git and gitstate see different things.
  func lookAtSettings(in repository: borrowing Repository) throws -> [Finding] {
    try collisions(in: repository) + settings(in: repository) + neighbours(in: repository)
  }

  private func collisions(in repository: borrowing Repository) throws -> [Finding] {
    let survey = try repository.surveyRefs()
    func moved(_ name: String) -> [[String]] {
      guard let branch = name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : nil else { return [] }
      return [["git", "branch", "-m", branch, "\(branch)-2"]]
    }
    // A remote's are mended there.
    let alike = survey.alike.filter { !$0[0].lowercased().hasPrefix("refs/remotes/") }.map { names in
      Finding(
        .caseCollision, names[0],
        "\(spoken(names)) differ only in the case of letters: on many disks they are one file, and one of them is lost there.",
        evidence: [.init("refs", .texts(names))], repair: names.dropFirst().flatMap(moved))
    }
    let nested = try survey.nested.map { outer, inner in
      Finding(
        .refCollision, inner, "\(outer) is a ref as well, and would have to be a folder for it.",
        evidence: [.init("refs", .texts([outer, inner]))], repair: try copied(outer, in: repository))
    }
    return alike + nested
  }

  /// The lines that keep a branch under another name: git itself renames none whose log's place is a folder.
  private func copied(_ name: String, in repository: borrowing Repository) throws -> [[String]] {
    guard let branch = name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : nil else { return [] }
    var number = 2
    while let taken = RefName.branch("\(branch)-\(number)"), try repository.tip(of: taken) != nil {
      number += 1
    }
    return [["git", "branch", "\(branch)-\(number)", name], ["git", "update-ref", "-d", name]]
  }

  private func settings(in repository: borrowing Repository) -> [Finding] {
    var found: [Finding] = []
    func add(_ kind: FindingKind, _ name: String, _ value: String, _ sentence: String, _ repair: [[String]]) {
      found.append(
        Finding(kind, name, sentence, evidence: [.init("value", .text(value))], repair: repair))
    }
    func unset(_ name: String) -> [[String]] {
      [["git", "config", "--show-origin", name], ["git", "config", "--unset", name]]
    }
    if let value = repository.configText("gc.pruneexpire"), ["now", "all", "0"].contains(value.lowercased()) {
      add(
        .pruneNow, "gc.pruneExpire", value,
        "git gc deletes at once what no ref names yet: what is being written while it runs is lost.",
        unset("gc.pruneExpire"))
    }
    if let value = repository.configText("core.hookspath"), let root = repository.workingDirectory,
      !value.hasPrefix("/") && !value.hasPrefix("~") || value.hasPrefix(root + "/"),
      !value.hasPrefix(repository.commonDirectory + "/"), !value.isEmpty
    {
      add(
        .hooksInTree, "core.hooksPath", value,
        "git runs what lies in the working tree, so a merged file becomes a program. gitstate runs no hook.",
        unset("core.hooksPath"))
    }
    if let value = repository.configText("core.fsync"),
      value.split(separator: ",").contains(where: { word in
        word == "none" || (word.hasPrefix("-") && !word.hasSuffix("index"))
      })
    {
      add(.weakFsync, "core.fsync", value, "A power cut may take what git has written.", unset("core.fsync"))
    }
    if let value = repository.configText("core.fsyncmethod"), value.lowercased() == "writeout-only" {
      add(
        .weakFsync, "core.fsyncMethod", value, "A power cut may take what git has written.",
        unset("core.fsyncMethod"))
    }
    if let value = repository.configuredWorktree {
      add(
        .worktreeRedirected, "core.worktree", value,
        "The working tree is not where the repository is, so no worktree is made or removed.",
        unset("core.worktree"))
    }
    return found
  }

  private func neighbours(in repository: borrowing Repository) throws -> [Finding] {
    let common = repository.commonDirectory
    var found: [Finding] = []
    func lines(_ name: String) -> [Substring] {
      (((try? File.text("\(common)/\(name)", limit: 16 << 20)) ?? nil) ?? "").split(separator: "\n").filter {
        !$0.hasPrefix("#")
      }
    }
    let borrowed = lines("objects/info/alternates")
    for line in borrowed {
      let path = line.hasPrefix("/") ? String(line) : "\(common)/objects/\(line)"
      if (try? File.realPath(path)) == nil {
        found.append(
          Finding(
            .alternateMissing, path, "Objects are to be borrowed from there, and it is not there.",
            evidence: [.init("file", .text("\(common)/objects/info/alternates"))],
            // Nothing comes from there any more: put aside, it comes back with the place.
            repair: (borrowed.count == 1
              ? [["mv", "\(common)/objects/info/alternates", "\(common)/objects/info/alternates.gone"]] : [])
              + [["git", "fsck", "--full"]]))
      } else {
        found.append(
          Finding(
            .alternates, path, "Objects are borrowed from there: what a gc takes there is lost here.",
            evidence: [.init("file", .text("\(common)/objects/info/alternates"))],
            repair: [["git", "repack", "-a", "-d"]]))
      }
    }
    let includes = lines("config").filter { line in
      line.drop { $0 == " " || $0 == "\t" }.lowercased().hasPrefix("[include")
    }
    if !includes.isEmpty {
      found.append(
        Finding(
          .configIncluded, "\(common)/config",
          "It includes \(counted(includes.count, "other file")), whose extensions gitstate does not check.",
          evidence: [.init("sections", .texts(includes.prefix(20).map(String.init)))],
          repair: [["git", "config", "--show-origin", "--get-regexp", "^(include|extensions|core.worktree)"]])
      )
    }
    let replaced = try repository.refs(below: "refs/replace/").map(\.name.text)
    let grafts = lines("info/grafts")
    if !replaced.isEmpty || !grafts.isEmpty {
      found.append(
        Finding(
          .replacedObjects, replaced.first ?? "\(common)/info/grafts",
          "git shows other objects than are stored, and gitstate reads what is stored.",
          evidence: [.init("refs", .texts(replaced.prefix(50))), .init("grafts", .number(grafts.count))],
          repair: [["git", "replace", "--list"]]))
    }
    if repository.isShallow {
      found.append(
        Finding(
          .shallow, "\(common)/shallow",
          "The history ends where it was cut off: merges, landing and delivery behind that are refused.",
          repair: [["git", "fetch", "--unshallow"]]))
    }
    return found
  }
}

extension Finding {
  /// Why a repository can't be opened, where that is something about the repository; nil for every other refusal.
  package init?(unopened rejection: Rejection) {
    let kind: FindingKind
    switch rejection.code {
    case .unsupportedRepository: kind = .unsupportedRepository
    case .otherOwner: kind = .otherOwner
    default: return nil
    }
    let remedy = rejection.remedy ?? ""
    // The line that ends a remedy, in its words.
    let command = remedy.split(separator: ": git ").dropFirst().last.map { "git \($0)" }
    let words = command.map { line in
      line.split(separator: " ", maxSplits: kind == .otherOwner ? 5 : .max).map(String.init)
    }
    self.init(
      kind, rejection.sentence.split(separator: ":").first.map(String.init) ?? "",
      "\(rejection.sentence) \(remedy)", evidence: rejection.details, repair: words.map { [$0] } ?? [])
  }
}
