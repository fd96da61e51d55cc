import Files
package import StateMachine

extension Project {
  /// Refuses a folder that belongs to another repository: the server serves the one that it was started for.
  package func expectFolder(_ folder: String?) throws(Rejection) {
    guard let folder, folder != ".", !folder.isEmpty else { return }
    let root = workingDirectory ?? commonDirectory
    let path = folder.hasPrefix("/") ? folder : "\(root)/\(folder)"
    let real = (try? File.realPath(path)) ?? path
    guard !path.split(separator: "/").contains(".."), real == root || real.hasPrefix(root + "/") else {
      throw Rejection(
        .outsideRepository, "working_directory \(quoted(folder)) is not in this repository, \(root).",
        details: [.init("argument", .text("working_directory")), .init("repository", .text(root))],
        remedy: "Start a server for that repository, or leave the argument out.")
    }
  }
}
