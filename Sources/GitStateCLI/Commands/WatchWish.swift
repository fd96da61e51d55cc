import ArgumentParser
import Files

/// What somebody who watches asks for.
enum WatchWish {
  case end
  /// The window is another size, and was cleared.
  case drawing
}

extension TerminalScreen {
  /// What is asked for within that time; nil where nothing is.
  ///
  /// - Throws: the exit code of a program that a signal or Ctrl-C ended.
  func wish(within milliseconds: Int32) throws -> WatchWish? {
    for event in try wait(milliseconds: milliseconds) {
      switch event {
      case .key(UInt8(ascii: "q")), .key(UInt8(ascii: "Q")): return .end
      // As a shell has it for a program that a signal ended.
      case .key(3): throw ExitCode(130)
      case .ended(let signal): throw ExitCode(128 + signal)
      case .resized:
        guard try StandardStream.output.write(Array("\u{1b}[2J".utf8)) else { throw BrokenPipe() }
        return .drawing
      case .key: break
      }
    }
    return nil
  }
}
