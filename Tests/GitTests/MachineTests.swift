import Files
import Foundation
import TestSupport
import Testing

@Suite struct `A recorded process` {
  let here = ProcessIdentity.current

  private func changed(
    host: String? = nil, boot: String? = nil, namespace: String? = nil, process: Int32? = nil,
    started: String? = nil
  ) -> ProcessIdentity.Fate {
    ProcessIdentity(
      host: host ?? here.host, boot: boot ?? here.boot, namespace: namespace ?? here.namespace,
      process: process ?? here.process, started: started ?? here.started
    ).fate
  }

  @Test func `is alive only where everything about it still holds`() {
    #expect(here.fate == .alive)
    #expect(changed(started: "1") == .gone)
    #expect(changed(boot: "before") == .gone)
    // Nobody here can tell.
    #expect(changed(host: "elsewhere") == .unknown)
    #expect(changed(host: "elsewhere", boot: "before") == .unknown)
    #expect(changed(namespace: "another container") == .unknown)
  }

  @Test func `is gone once it was killed, even before its parent asks`() throws {
    let sleeper = try RunningProgram("sleep", ["60"], environment: ["PATH": "/usr/bin:/bin"])
    sleeper.kill()
    var backoff = Backoff()
    // A zombie until it is waited for; it may take a moment to become one.
    while changed(process: sleeper.id) == .alive, backoff.pause() {}
    #expect(changed(process: sleeper.id) == .gone)
    _ = try sleeper.wait()
    #expect(changed(process: sleeper.id) == .gone)
  }
}

@Suite struct `The machine` {
  @Test func `tells the time, its user and its folder`() {
    let before = Int64(Date().timeIntervalSince1970) - 1
    #expect((before...(before + 60)).contains(WallClock.seconds))
    let first = SteadyClock.nanoseconds
    SteadyClock.pause(nanoseconds: 2_000_000)
    #expect(SteadyClock.nanoseconds - first >= 2_000_000)
    #expect(
      WallClock.offset(at: 0) == TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: 0)) / 60)
    #expect(Environment.currentDirectory == FileManager.default.currentDirectoryPath)
    #expect(Environment.value("PATH") == ProcessInfo.processInfo.environment["PATH"])
    #expect(Environment.value("GITSTATE_NOT_SET") == nil)
    #expect(Environment.userID == geteuid())
  }

  @Test func `gives random digits that differ`() {
    #expect(randomBytes(32).count == 32 && randomBytes(32) != randomBytes(32))
    let digits = randomHex(digits: 40)
    #expect(digits.utf8.count == 40 && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(digits != randomHex(digits: 40))
  }
}
