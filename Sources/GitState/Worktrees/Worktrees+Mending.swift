internal import Files
internal import Git

extension Worktrees {
  /// Brings what a killed process left of a worktree to an end, as the next call about it would: completes it where its files
  /// are all there, else clears it or sets it aside.
  ///
  /// A name that another process is at is left to that one.
  func mend(_ text: String, _ occasion: Occasion) throws(WorktreeError) {
    guard let name = WorktreeName(text) else { return }
    let layout = try layout()
    let claim = try claim("name-\(name)", layout, about: layout.place(name), waitingAtMost: 0)
    let folder = try prepare(layout)
    try sweep(name, folder, layout)
    let state = try state(of: name, layout)
    if case .whole(let administration) = state { try finish(administration, layout) }
    _ = try clearRemains(state, of: name, in: folder, layout, occasion.token)
    _ = consume claim
  }

  /// Whether some process is making or removing the worktree of that name.
  func isBusy(_ name: WorktreeName, _ layout: Layout) -> Bool {
    TreeClaim.isHeld("\(layout.claims)/name-\(name)")
  }

  /// What is on its way out or half written and nobody is at: its folder's path, and the worktree that it is of.
  func leftovers(_ layout: Layout) -> [(path: String, worktree: WorktreeName?)] {
    var found: [(path: String, worktree: WorktreeName?)] = []
    for path in [layout.folder, layout.staging] {
      guard let folder = try? TreeFolder(path) else { continue }
      for (bytes, _) in (try? folder.names()) ?? [] {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "~")
        if text.hasPrefix(".trash~"), !Trash.isBeingEmptied(bytes, in: folder) {
          found.append(("\(path)/\(text)", nil))
        } else if text.hasPrefix(".new~"), parts.count == 3, let name = WorktreeName(String(parts[1])),
          !isBusy(name, layout)
        {
          found.append(("\(path)/\(text)", name))
        }
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}
