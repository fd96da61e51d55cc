import Dispatch

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Serves one client on standard input and output until it goes away, and then ends the process with status 0.
///
/// Nothing is asked of the host's repository before the first answer. At the end of the input the calls that run have
/// one second to answer, and the host finishes what it has answered already; SIGINT, SIGTERM, SIGHUP and a client that
/// reads no more end the process at once. That is safe at any moment: whatever a call was writing is complete or
/// absent, never half there.
///
/// Call it from a thread that may block, such as the main one.
package func serve(host: some ToolHost, serverInfo: ServerInfo) -> Never {
  endOnSignals()
  guard let streams = WireStreams.takeStandard() else { leave() }
  let outbox = Outbox(
    write: { streams.write($0) }, writeAtOnce: { streams.writeAtOnce($0) }, onBroken: { leave() })
  let session = Session(host: host, info: serverInfo, sink: outbox)
  outbox.onCaughtUp { session.resume() }

  var splitter = LineSplitter()
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    let count = streams.read(into: &buffer)
    if count == 0 { break }
    for line in splitter.feed(buffer[..<count]) {
      outbox.waitForRoom()
      session.receive(line)
    }
  }
  if let line = splitter.finish() { session.receive(line) }

  let done = DispatchSemaphore(value: 0)
  session.close { outbox.flush { done.signal() } }
  _ = done.wait(timeout: .now() + 1)
  host.finish()
  leave()
}

/// Ends the process at once, and quietly.
private func leave() -> Never {
  _exit(0)
}

/// Ends the process on the signals by which clients end their servers, and ignores a closed pipe, which `write` tells.
///
/// The signals are also unblocked: a process inherits the mask of the thread that started it, and threads of a client's
/// pool block nearly all.
private func endOnSignals() {
  signal(SIGPIPE, SIG_IGN)
  var signals = sigset_t()
  unsafe sigemptyset(&signals)
  for number in [SIGINT, SIGTERM, SIGHUP] {
    // Nothing but `_exit`: a handler may call hardly anything else.
    signal(number) { _ in _exit(0) }
    unsafe sigaddset(&signals, number)
  }
  unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
}
