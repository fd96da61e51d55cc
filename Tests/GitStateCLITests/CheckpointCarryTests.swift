import Foundation
import JSON
import TestSupport
import Testing

@Suite struct `Checkpoints of another clone` {
  /// A bare repository, and two clones of it.
  private struct Crew {
    let origin: ScratchRepository
    let one: Command
    let two: Command

    init() throws {
      let start = try Command()
      origin = try ScratchRepository(cloning: start.repository, "--bare")
      one = Command(try ScratchRepository(cloning: origin))
      two = Command(try ScratchRepository(cloning: origin))
    }
  }

  private func taken(_ text: String, _ command: Command) throws -> String {
    try command.repository.write("notes.txt", text)
    return try command.run("checkpoint", "create", "-q").text
  }

  @Test func `are pushed and fetched, and both say what they run`() throws {
    let crew = try Crew()
    #expect(try crew.one.run("checkpoint", "push").text.contains("nothing to push"))
    let id = try taken("one\n", crew.one)
    try crew.one.repository.write("notes.txt", "two\n")
    #expect(try crew.one.run("checkpoint", "rollback", "1", "--yes").status == 0)
    let before = try crew.one.repository.refs()
    let pushed = try crew.one.run("checkpoint", "push", "origin")
    #expect(pushed.status == 0, "\(pushed.errors)")
    #expect(pushed.text.contains("2 refs pushed to origin"))
    for word in [
      "-c core.hooksPath=/dev/null", "-c protocol.ext.allow=never",
      "'refs/gitstate/checkpoints/*:refs/gitstate/checkpoints/*'",
    ] {
      #expect(pushed.errors.contains(word), "\(pushed.errors)")
    }
    #expect(try crew.one.repository.refs() == before)
    let fetched = try crew.two.run("checkpoint", "fetch")
    #expect(fetched.status == 0, "\(fetched.errors)")
    #expect(fetched.text.contains("2 refs fetched from origin"))
    #expect(try crew.two.repository.refs("refs/gitstate/incoming") == [])
    #expect(try crew.two.run("checkpoint", "rollback", "1", "--yes").status == 0)
    #expect(crew.two.repository.read("notes.txt") == "one\n")
    #expect(try crew.two.run("checkpoint", "show").text.contains(id))
    #expect(crew.two.repository.read(".git/FETCH_HEAD") == nil)
    let json = try crew.two.json("checkpoint", "fetch")
    #expect(json["changed"] == false && json["known"] == 2 && json["success"] == true)
    #expect(try crew.two.json("checkpoint", "push")["pushed"]?.arrayValue?.count == 1)
    for repository in [crew.origin, crew.one.repository, crew.two.repository] { try repository.expectClean() }
  }

  @Test func `leave rescues out where they are told to`() throws {
    let crew = try Crew()
    _ = try taken("one\n", crew.one)
    try crew.one.repository.write("notes.txt", "two\n")
    #expect(try crew.one.run("checkpoint", "rollback", "1", "--yes").status == 0)
    #expect(try crew.one.run("checkpoint", "push", "--no-rescues").status == 0)
    #expect(try crew.origin.refs("refs/gitstate/rescue") == [])
    #expect(try crew.origin.refs("refs/gitstate/checkpoints").count == 1)
  }

  @Test func `never replace what is here or there, even where history would allow it`() throws {
    let crew = try Crew()
    let id = try taken("one\n", crew.one)
    #expect(try crew.one.run("checkpoint", "push").status == 0)
    #expect(try taken("two\n", crew.two) == id)
    let mine = try crew.two.repository.tip("refs/gitstate/checkpoints/\(id)")
    let theirs = try crew.origin.tip("refs/gitstate/checkpoints/\(id)")
    let pushed = try crew.two.run("checkpoint", "push")
    #expect(pushed.status == 65)
    #expect(pushed.text.contains("refused") && pushed.text.contains("gitstate checkpoint fetch origin"))
    #expect(try crew.origin.tip("refs/gitstate/checkpoints/\(id)") == theirs)
    let fetched = try crew.two.run("checkpoint", "fetch")
    #expect(fetched.status == 65)
    #expect(try crew.two.repository.tip("refs/gitstate/checkpoints/\(id)") == mine)
    // The line that is proposed brings theirs in under a free number.
    let line = try #require(fetched.text.split(separator: "to have theirs as well: git ").last)
    try crew.two.repository.git(line.split(separator: " ").map(String.init))
    #expect(try crew.two.run("checkpoint", "rollback", "2", "--yes").status == 0)
    #expect(crew.two.repository.read("notes.txt") == "one\n")
    let json = try crew.two.json("checkpoint", "fetch")
    #expect(json["success"] == false && json["collisions"]?.arrayValue?.count == 1)

    // A descendant would be a fast-forward, and anything but a commit git takes for new.
    let own = try #require(mine)
    let message = try crew.two.repository.git("log", "-1", "--format=%B", own)
    let child = try crew.two.repository.git(
      "commit-tree", "\(own)^{tree}", "-p", own, "-p", "\(own)^2", "-F", "-", input: message)
    try crew.two.repository.git(
      "push", "--quiet", "--force", "origin", "\(child):refs/gitstate/checkpoints/\(id)")
    #expect(
      try crew.two.json("checkpoint", "fetch")["collisions"]?.arrayValue?.first?["there"] == .string(child))
    #expect(try crew.two.repository.tip("refs/gitstate/checkpoints/\(id)") == own)
    let blob = try crew.origin.git("hash-object", "-w", "--stdin", input: "x")
    try crew.origin.git("update-ref", "refs/gitstate/checkpoints/\(id)", blob)
    #expect(try crew.two.run("checkpoint", "fetch").text.contains("left out"))
    #expect(try crew.two.repository.tip("refs/gitstate/checkpoints/\(id)") == mine)
    try crew.two.repository.git("config", "remote.origin.fetch", "+refs/*:refs/*")
    #expect(try crew.two.run("checkpoint", "fetch").status == 0)
    #expect(try crew.two.repository.tip("refs/gitstate/checkpoints/\(id)") == mine)
  }

  @Test(arguments: [
    ("core.sshCommand", "touch MARK"), ("core.gitProxy", "touch MARK"), ("core.askPass", "touch MARK"),
    ("core.alternateRefsCommand", "touch MARK"), ("credential.helper", "!touch MARK"),
    ("credential.https://example.org.helper", "!touch MARK"),
    ("remote.origin.uploadpack", "touch MARK; git-upload-pack"),
    ("remote.origin.receivepack", "touch MARK; git-receive-pack"), ("remote.origin.vcs", "mark"),
    ("remote.origin.url", "ext::touch MARK"), ("remote.origin.pushurl", "mark::x"),
    ("url.ext::touch MARK .insteadOf", "file://"), ("url.mark://.pushInsteadOf", "file://"),
  ])
  func `are not carried where the repository's own config names a program`(key: String, value: String) throws
  {
    let crew = try Crew()
    _ = try taken("one\n", crew.one)
    let mark = crew.one.repository.folder.path + "/mark"
    func marked(_ text: String) -> String { text.replacing("MARK", with: mark) }
    try crew.one.repository.git("config", marked(key), marked(value))
    for verb in ["push", "fetch"] {
      let outcome = try crew.one.run("checkpoint", verb, "origin")
      #expect(outcome.status == 65, "\(outcome.errors)")
      #expect(outcome.errors.contains("hint: If it is yours"), "\(outcome.errors)")
      #expect(try crew.one.json("checkpoint", verb, "origin")["code"] == "program_in_config")
    }
    #expect(!FileManager.default.fileExists(atPath: mark))
    #expect(try crew.origin.refs("refs/gitstate") == [])
    // An included file is the repository's too.
    try crew.one.repository.git("config", "--unset-all", marked(key))
    guard !key.hasPrefix("remote.origin.url") else { return }
    #expect(try crew.one.run("checkpoint", "push", "origin").status == 0)
    try crew.two.repository.git(
      "config", "--file", crew.two.repository.path + "/evil", marked(key), marked(value))
    try crew.two.repository.git("config", "include.path", "../evil")
    #expect(try crew.two.run("checkpoint", "fetch", "origin").status == 65)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func `run no hook and no file monitor of this repository`() throws {
    let crew = try Crew()
    _ = try taken("one\n", crew.one)
    let mark = crew.one.repository.folder.path + "/mark"
    let hooks = crew.one.repository.gitDirectory + "/hooks"
    try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
    for name in ["pre-push", "reference-transaction", "pre-auto-gc", "post-index-change"] {
      try Data("#!/bin/sh\ntouch '\(mark)'\n".utf8).write(to: URL(fileURLWithPath: "\(hooks)/\(name)"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(hooks)/\(name)")
    }
    try crew.one.repository.git("config", "core.fsmonitor", "touch '\(mark)'")
    try crew.one.repository.git("config", "gc.auto", "1")
    #expect(try crew.one.run("checkpoint", "push").status == 0)
    #expect(try crew.one.run("checkpoint", "fetch").status == 0)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func `come from a path, and from nothing that is none`() throws {
    let crew = try Crew()
    _ = try taken("one\n", crew.one)
    #expect(try crew.one.run("checkpoint", "push", crew.origin.path).status == 0)
    #expect(try crew.two.run("checkpoint", "fetch", "file://" + crew.origin.path).status == 0)
    for (arguments, status) in [
      (["--", "-x"], 64), (["--", "--upload-pack=x"], 64), (["ext::sh -c x"], 64), (["mark://x"], 64),
      ([""], 64),
      (["nowhere"], 66), (["../nowhere"], 66), (["file:///nonexistent"], 74), (["/nonexistent/x.git"], 66),
    ] as [([String], Int32)] {
      for verb in ["push", "fetch"] {
        let outcome = try crew.one.run(["checkpoint", verb] + arguments)
        #expect(outcome.status == status, "\(verb) \(arguments) \(outcome.errors)")
        #expect(outcome.errors.contains("hint: "))
      }
    }
    let alone = try Command()
    let refused = try alone.run("checkpoint", "fetch")
    #expect(refused.status == 64 && refused.errors.contains("hint: Add one: git remote add origin"))
    let bare = try crew.one.run("checkpoint", "fetch", with: ["PATH": "/nonexistent"])
    #expect(bare.status == 74 && bare.errors.contains("hint: Install git"))
    let busy = try crew.one.run("checkpoint", "fetch", with: ["GIT_DIR": "/nonexistent"])
    #expect(busy.status == 0, "what is meant is the repository, not the environment's: \(busy.errors)")
  }

  @Test func `are left out where their index names a file of git's own`() throws {
    let crew = try Crew()
    let id = try taken("one\n", crew.one)
    let repository = crew.one.repository
    let tip = try #require(try repository.tip("refs/gitstate/checkpoints/\(id)"))
    // The same checkpoint, with an index in which a name is changed into one of the same length.
    let script = """
      git cat-file blob \(tip)^2:index > index
      python3 -c '
      import hashlib
      data = open("index", "rb").read()[:-20].replace(b"README.md", b".git/evil")
      open("index", "wb").write(data + hashlib.sha1(data).digest())'
      blob=$(git hash-object -w index)
      tree=$(git ls-tree \(tip)^2 | sed "s/^\\(100644 blob \\)[0-9a-f]*\\(\tindex\\)$/\\1$blob\\2/" | git mktree)
      state=$(git commit-tree "$tree" -m state)
      git log -1 --format=%B \(tip) | git commit-tree \(tip)^{tree} -p \(tip)^1 -p "$state" -F - > made
      git update-ref refs/gitstate/checkpoints/\(id) $(cat made)
      """
    try repository.shell(script)
    #expect(try repository.tip("refs/gitstate/checkpoints/\(id)") != tip)
    #expect(try crew.one.run("checkpoint", "push").status == 0)
    let fetched = try crew.two.run("checkpoint", "fetch")
    #expect(fetched.text.contains("left out"), "\(fetched.text)")
    #expect(try crew.two.repository.refs("refs/gitstate") == [])
    // Untouched it comes in: it is the index that is refused.
    try repository.git("update-ref", "refs/gitstate/checkpoints/\(id)", tip)
    try repository.git("push", "-q", "--force", "origin", "refs/gitstate/*:refs/gitstate/*")
    #expect(try crew.two.run("checkpoint", "fetch").text.contains("1 ref fetched"))
  }

  @Test func `come into a bare repository, and sweep away what a killed fetch left`() throws {
    let crew = try Crew()
    _ = try taken("one\n", crew.one)
    #expect(try crew.one.run("checkpoint", "push").status == 0)
    let bare = Command(try ScratchRepository(cloning: crew.origin, "--bare"))
    let tip = try #require(try bare.repository.tip("refs/heads/main"))
    try bare.repository.git("update-ref", "refs/gitstate/incoming/checkpoints/branch/x/1", tip)
    #expect(try bare.run("checkpoint", "fetch").text.contains("1 ref fetched"))
    #expect(try bare.repository.refs("refs/gitstate/incoming") == [])
  }
}
