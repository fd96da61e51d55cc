import Files
import GitState
import MCPServer
import StateMachine

/// A server as it was asked for.
struct Serving: Equatable {
  var repo: String?
  var base: String?
  var target: String?
  var skipsFsync = false
  var sets = Set(ToolSet.allCases)
  var isVerbose = false

  func run() {
    let finder = PlaceOptions.finder(repo: repo, base: base, target: target, skipsFsync: skipsFsync)
    let table = ToolTable(
      finder: finder, sets: sets, quick: QueueExecutor(label: "gitstate.quick", width: 8),
      long: QueueExecutor(label: "gitstate.long", width: 2))
    if isVerbose {
      let names = sets.withBrought.map(\.rawValue).sorted().joined(separator: ", ")
      remark(
        "gitstate \(Versions.gitstate): \(counted(table.tools.count, "tool")) of \(names) on standard input and output"
      )
    }
    serve(
      host: table, serverInfo: ServerInfo(name: "gitstate", title: "gitstate", version: Versions.gitstate))
  }
}

extension Serving {
  /// What plain arguments ask for; nil where they may mean anything else, a mistake included: then they are the parser's.
  ///
  /// A client starts a server for each session, and the parser of arguments is a fifth of that start.
  init?(plain arguments: some Collection<String>) {
    guard arguments.first == "serve" else { return nil }
    self.init()
    var words = arguments.dropFirst()
    while let word = words.popFirst() {
      let place: WritableKeyPath<Serving, String?>
      switch word {
      case "--repo": place = \.repo
      case "--base": place = \.base
      case "--target": place = \.target
      case "--no-fsync":
        skipsFsync = true
        continue
      case "--verbose":
        isVerbose = true
        continue
      default: return nil
      }
      guard self[keyPath: place] == nil, let value = words.popFirst(), !value.isEmpty, !value.hasPrefix("-")
      else { return nil }
      self[keyPath: place] = value
    }
  }
}
