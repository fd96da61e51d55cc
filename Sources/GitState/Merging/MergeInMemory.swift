package import Git
package import StateMachine

extension Project {
  /// Merges two commits in memory and writes the merge commit; no ref, index or file is touched.
  ///
  /// - Parameters:
  ///   - labels: what conflict markers and sentences call the two sides.
  ///   - conflicted: the refusal for a merge that needs a decision.
  func mergeInMemory(
    ours: ObjectID, theirs: ObjectID, labels: (ours: String, theirs: String),
    _ resolutions: MergeResolutions, message: String,
    conflicted: (ConflictedMerge) throws -> Rejection, in repository: borrowing Repository
  ) throws -> (ObjectID, [TreeChange]) {
    let bases = try repository.mergeBases(ours, theirs)
    let options = MergeOptions(
      ourLabel: labels.ours, theirLabel: labels.theirs, resolutions: resolutions.paths)
    switch try repository.merge(ours: ours, theirs: theirs, base: .commits(bases), options: options) {
    case .clean(let tree, let changed):
      let author = repository.author(at: now.seconds)
      let commit = try repository.writeCommit(
        tree: tree, parents: [ours, theirs], message: message, author: author)
      return (commit, changed)
    case .conflicted(let merge):
      throw try conflicted(merge)
    case .unusable(let resolutions): throw Rejection.unusable(resolutions)
    }
  }

  /// The refusal of a task's merge: paths, kinds and hunks, and the way out.
  func conflict(
    _ merge: ConflictedMerge, branch: String, into: String, in repository: borrowing Repository
  ) throws -> Rejection {
    var next = Rejection.Next(
      "create_worktree",
      [.init("worker_id", .text(try freeWorker(in: repository))), .init("task_branch", .text(branch))])
    var way =
      "sync_worktree brings \(into) into the task's worktree to be resolved there, or pass resolutions."
    if let ref = RefName.branch(branch), let checkout = try repository.checkout(of: ref),
      let folder = checkout.path.split(separator: "/").last, folder.hasPrefix("worker-")
    {
      let worker = WorktreeHolder.worker(try WorkerID(String(folder.dropFirst(7))))
      next = .init("sync_worktree", worker.arguments)
      if (try? WorkingTree.open(checkout.path, of: commonDirectory).mergeState()) ?? nil != nil {
        way = "A merge of it is under way in the task's worktree: resolve it there, and commit_task ends it."
        next = .resolution(by: worker)
      }
    }
    let paths = merge.conflicts.map { $0.path.description }
    return Rejection(
      .mergeConflict,
      "\(branch) and \(into) changed the same places in \(spoken(paths.map { quoted($0) }, limit: 5)); nothing was moved. \(way)",
      details: [
        .init("task_branch", .text(branch)), .init("into", .text(into)),
        .init("conflicts", .list(merge.conflicts.prefix(50).map { $0.detail })),
        .init("total", .number(merge.conflicts.count)),
      ],
      next: next)
  }
}

extension Rejection.Next {
  /// The call that ends a merge whose files are resolved.
  static func resolution(by holder: WorktreeHolder) -> Rejection.Next {
    .init(
      "commit_task",
      holder.arguments + [
        .init("type", .text("fix")), .init("summary", .text("Resolve the conflict with the base")),
      ])
  }
}

extension MergeConflict {
  /// One conflict as a caller reads it.
  package var detail: Rejection.Detail {
    var fields: [Rejection.Field] = [.init("path", .text(path.description)), .init("kind", .text(kind.word))]
    if let note = kind.note { fields.append(.init("note", .text(note))) }
    let lines: ([[UInt8]]) -> Rejection.Detail = { .texts($0.map { String(decoding: $0, as: UTF8.self) }) }
    if !hunks.isEmpty {
      fields.append(
        .init(
          "hunks",
          .list(
            hunks.prefix(10).map {
              .record([
                .init("line", .number($0.line)), .init("ours", lines($0.ours)),
                .init("theirs", lines($0.theirs)),
              ])
            })))
      if hunkCount > 10 { fields.append(.init("hunks_total", .number(hunkCount))) }
    }
    return .record(fields)
  }
}

extension MergeConflict.Kind {
  /// The kind in a word.
  package var word: String {
    switch self {
    case .content: "content"
    case .addAdd: "add/add"
    case .binary: "binary"
    case .mode: "mode"
    case .type: "type"
    case .submodule: "submodule"
    case .link: "link"
    case .modifyDelete: "modify/delete"
    case .renameDelete: "rename/delete"
    case .renameRename: "rename/rename"
    case .renameCollision: "rename/add"
    case .fileFolder: "file/folder"
    case .renamedFolder: "renamed folder"
    case .splitFolder: "split folder"
    case .folderInTheWay: "folder in the way"
    }
  }

  /// What a caller needs to know besides the word.
  var note: String? {
    switch self {
    case .modifyDelete(let side): "deleted by \(side == .ours ? "ours" : "theirs")"
    case .renameDelete(let from, let side): "renamed from \(from) by \(side == .ours ? "ours" : "theirs")"
    case .renameRename(let from, let ours, let theirs): "\(from) is \(ours) in ours and \(theirs) in theirs"
    case .renameCollision(let from): "renamed from \(from)"
    case .renamedFolder(let at, let side):
      "added as \(at) by \(side == .ours ? "ours" : "theirs"), whose folder the other renamed"
    case .content, .addAdd, .binary, .mode, .type, .submodule, .link, .fileFolder, .splitFolder,
      .folderInTheWay:
      nil
    }
  }
}
