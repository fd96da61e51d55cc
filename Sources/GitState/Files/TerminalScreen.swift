#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif
internal import Synchronization

/// The terminal while a command draws on all of it: a screen beside the one that the shell wrote on, keys that arrive at
/// once, and everything given back at the end, however it comes.
package struct TerminalScreen: ~Copyable {
  /// What happened while nothing was drawn.
  package enum Event: Hashable, Sendable {
    case key(UInt8)
    case resized
    /// A signal asks for the end: its number.
    case ended(Int32)
  }

  /// How the keyboard was set; nil where standard input is no terminal.
  private let keyboard: termios?

  /// Takes the terminal over.
  package init() throws(FileError) {
    var found = termios()
    let hasKeyboard = StandardStream.input.isTerminal && (unsafe tcgetattr(0, &found)) == 0
    keyboard = hasKeyboard ? found : nil
    // Touched before a handler can: what is made at first use must not be made in one.
    caught.store(0, ordering: .relaxed)
    isResized.store(false, ordering: .relaxed)
    for number in TerminalScreen.endings + [SIGTSTP] {
      signal(number) { caught.store($0, ordering: .relaxed) }
    }
    signal(SIGWINCH) { _ in isResized.store(true, ordering: .relaxed) }
    try enter()
  }

  /// The signals that end a command; the terminal must be given back before.
  private static var endings: [Int32] { [SIGINT, SIGTERM, SIGHUP, SIGQUIT] }

  private func enter() throws(FileError) {
    if var raw = keyboard {
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
      unsafe tcsetattr(0, TCSANOW, &raw)
    }
    // The other screen, no cursor, and long lines are cut instead of broken.
    _ = try StandardStream.output.write(Array("\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l".utf8))
  }

  private func leave() {
    _ = try? StandardStream.output.write(Array("\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l".utf8))
    if var before = keyboard { unsafe tcsetattr(0, TCSANOW, &before) }
  }

  /// Gives the terminal back, as it was.
  package consuming func end() {
    leave()
    for number in TerminalScreen.endings + [SIGTSTP, SIGWINCH] { signal(number, SIG_DFL) }
  }

  /// Columns and rows.
  package var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Waits for a key or a signal, for so long at most.
  package func wait(milliseconds: Int32) throws(FileError) -> [Event] {
    var events: [Event] = []
    if keyboard != nil {
      var input = [pollfd(fd: 0, events: Int16(POLLIN), revents: 0)]
      if unsafe poll(&input, 1, milliseconds) > 0 {
        let keys = TerminalScreen.keys()
        events += keys.map { .key($0) }
        // Nobody can type any more: the terminal has gone.
        if keys.isEmpty, errno != EINTR { events.append(.ended(SIGHUP)) }
      }
    } else {
      Pause.wait(milliseconds: milliseconds)
    }
    if isResized.exchange(false, ordering: .relaxed) { events.append(.resized) }
    let number = caught.exchange(0, ordering: .relaxed)
    if number == SIGTSTP {
      try stop()
      events.append(.resized)
    } else if number != 0 {
      events.append(.ended(number))
    }
    return events
  }

  /// Lets the shell have the terminal until it calls back.
  private func stop() throws(FileError) {
    leave()
    raise(SIGSTOP)
    try enter()
  }

  private static func keys() -> [UInt8] {
    errno = 0
    return unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, initialized in
      initialized = max(unsafe read(0, buffer.baseAddress, 64), 0)
    }
  }
}

/// Time that passes.
package enum Pause {
  /// Waits so long, or until a signal comes.
  package static func wait(milliseconds: Int32) {
    _ = poll(nil, 0, milliseconds)
  }
}

extension StandardStream {
  /// Whether whoever read this stream has gone.
  package var isAbandoned: Bool {
    var output = [pollfd(fd: rawValue, events: 0, revents: 0)]
    guard unsafe poll(&output, 1, 0) > 0 else { return false }
    return output[0].revents & Int16(POLLERR | POLLNVAL) != 0
  }
}

/// The signal that came last; a handler may do no more than store it.
private let caught = Atomic<Int32>(0)
private let isResized = Atomic<Bool>(false)
