import Files
import Git

/// A process that a test starts to race others, or to be killed while it holds a lock.
///
/// ```text
/// RefRacer create <repository> <ref> <id> <start>   after <start> (steady nanoseconds): won, lost or the error
/// RefRacer hold   <repository> <ref> <id>           takes the ref's lock as a writer does, says so, and waits
/// RefRacer record <repository> <ref> <id>           records the lock, doesn't take it, says so, and waits
/// RefRacer turn   <repository>                      takes the turn to write, says so, and waits
/// ```
@main struct RefRacer {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let repository = try Repository.open(arguments[1])
    switch arguments[0] {
    case "create":
      guard let ref = RefName(arguments[2]), let id = ObjectID(arguments[3]), let start = Int64(arguments[4])
      else { return print("arguments?") }
      SteadyClock.pause(nanoseconds: max(0, start - SteadyClock.nanoseconds))
      do {
        try repository.move(ref, to: id, expecting: .absent, because: "race")
        print("won")
      } catch {
        print(error.isTransient ? "lost" : "\(error)")
      }
    case "hold", "record":
      guard let ref = RefName(arguments[2]), let id = ObjectID(arguments[3]) else {
        return print("arguments?")
      }
      let path = repository.lockPath(of: ref)
      repository.withWriteLock(recording: [RecordedLock(path: path, content: "\(id)\n")]) {
        if arguments[0] == "hold" { try? File.create(path, Array("\(id)\n".utf8)) }
        wait(arguments)
      }
    default:
      repository.withWriteLock { wait(arguments) }
    }
  }

  /// Says that it is so far by making a file named by the last argument, and waits to be killed.
  private static func wait(_ arguments: [String]) {
    try? File.create(arguments[arguments.count - 1])
    SteadyClock.pause(nanoseconds: 60_000_000_000)
  }
}
