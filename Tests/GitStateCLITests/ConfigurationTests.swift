import JSON
import MCPServer
import StateMachine
import Testing

@testable import GitStateCLI

@Suite struct `A client's configuration` {
  private func change(_ text: String?, name: String = "git", force: Bool = false) throws
    -> MCPConfiguration.Change
  {
    try MCPConfiguration(text: text, path: ".mcp.json").adding(ServerEntry(name: name), force: force)
  }

  private func written(_ text: String?, name: String = "git", force: Bool = false) throws -> String {
    guard case .write(let new) = try change(text, name: name, force: force) else {
      throw Rejection(.bug, "nothing was to be written")
    }
    return new
  }

  @Test(arguments: [nil, "", " \n"]) func `that is not there is made whole`(text: String?) throws {
    let new = try written(text)
    #expect(try JSONValue(parsing: new) == ["mcpServers": ["git": .object(ServerEntry.value)]])
    #expect(new.hasSuffix("}\n"))
    #expect(!new.contains("/"))
  }

  @Test(arguments: [
    "{}", "{ }", "{\n}\n", #"{"a":1}"#, #"{"mcpServers":{}}"#, "{\n  \"mcpServers\": {\n  }\n}\n",
    "{\r\n\t\"x\": [1, 2.50, \"}\\\"\"],\r\n\t\"mcpServers\": {\r\n\t\t\"b\": {\"args\": [\"]\", \"{\"]}\r\n\t},\r\n\t\"z\": null\r\n}",
    #"{"mcp\u0053ervers" : {"q" : -0} , "k":"\\"}"#, #"{"mcpServers":{"a":true,"b":12}}"#,
  ])
  func `keeps every other byte and gains the one entry`(text: String) throws {
    let new = try written(text)
    let before = try JSONValue(parsing: text)
    var expected = try #require(before.objectValue)
    var servers = expected["mcpServers"]?.objectValue ?? [:]
    servers["git"] = .object(ServerEntry.value)
    expected["mcpServers"] = .object(servers)
    let after = try JSONValue(parsing: new)
    #expect(after == .object(expected))
    // The order too: what was there comes first, in its order.
    #expect(after.objectValue?.keys.starts(with: before.objectValue?.keys ?? []) == true)
    // Without what was put in, it is the old text again; white space around an empty object's mark aside.
    let head = zip(text.utf8, new.utf8).prefix { $0 == $1 }.count
    let tail = zip(text.utf8.reversed(), new.utf8.reversed()).prefix { $0 == $1 }.count
    #expect(head + tail >= text.utf8.filter { ![9, 10, 13, 32].contains($0) }.count - 1, "\(new)")
    let again = try change(new)
    #expect(again == .nothing("is registered already"))
  }

  @Test func `indents the entry as its neighbours are`() throws {
    let new = try written("{\n    \"mcpServers\": {\n        \"b\": {}\n    }\n}\n")
    #expect(new.contains("},\n        \"git\": {\n            \"type\": \"stdio\",\n"))
    #expect(new.contains("\n        }\n    }\n}\n"))
  }

  @Test(arguments: [
    "{\r\n  \"mcpServers\": {\r\n    \"b\": {}\r\n  }\r\n}\r\n", "{\r\n}\r\n", "{\r\n  \"a\": 1\r\n}\r\n",
    "{\r\n  \"mcpServers\": {\r\n    \"git\": {}\r\n  }\r\n}\r\n",
  ])
  func `keeps the file's line ends`(text: String) throws {
    let new = Array(try written(text, force: true).utf8)
    let feeds = new.indices.filter { new[$0] == 10 }
    #expect(feeds.count > 8 && feeds.allSatisfy { new[$0 - 1] == 13 })
  }

  @Test func `that has it stays, whoever set it up`() throws {
    let own = #"{"mcpServers":{"git":{"command":"/opt/bin/gitstate","args":["serve","--base","dev"]}}}"#
    #expect(try change(own) == .nothing("is registered already, with settings of its own that stay"))
  }

  @Test func `that has another server of the name is refused with a free one`() throws {
    let other = #"{"mcpServers":{"git":{"command":"uvx","args":["mcp-server-git"]},"x":{}}}"#
    let error = #expect(throws: Rejection.self) { try change(other) }
    #expect(error?.code == .nameTaken)
    #expect(error?.remedy?.contains("--name gitstate") == true)
    #expect(
      try JSONValue(parsing: written(other, name: "gitstate"))["mcpServers"]?["git"]?["command"] == "uvx")
    let forced = try JSONValue(parsing: written(other, force: true))
    #expect(forced["mcpServers"]?["git"] == .object(ServerEntry.value))
    #expect(forced["mcpServers"]?["x"] == [:])
  }

  @Test(
    arguments: [
      ("{\n\"a\": [1,\n],\n}", 3), ("{", 1), ("{\"a\":1,\n\"a\":2}", 2), ("\u{feff}{}", 1),
    ] as [(String, Int)])
  func `that is broken is refused with its line`(text: String, line: Int) throws {
    let error = #expect(throws: Rejection.self) { try change(text) }
    #expect(error?.sentence.contains("line \(line),") == true, "\(error?.sentence ?? "")")
    #expect(error?.code == .invalidArgument)
  }

  @Test(arguments: ["[]", "3", #"{"mcpServers":[]}"#, #"{"mcpServers":null}"#])
  func `of another form is refused`(text: String) {
    #expect(throws: Rejection.self) { try change(text) }
  }

  @Test func `shows its change as lines`() {
    let shown = ChangedLines.render("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n", Style())
    #expect(shown == "  a\n  b\n- c\n+ X\n  d\n  e")
    #expect(ChangedLines.render(nil, "x\n", Style()) == "+ x")
    #expect(ChangedLines.render("a\na\n", "a\na\na\n", Style()) == "  a\n  a\n+ a")
  }
}

@Suite struct `A call's arguments` {
  private func taken(_ pairs: String..., parameters: [Parameter]) throws -> JSONObject {
    var arguments = JSONObject()
    for pair in pairs { try CallArguments.take(pair, into: &arguments, parameters: parameters, of: "tool") }
    return arguments
  }

  @Test func `are read as the tool takes them`() throws {
    let parameters = [
      Parameter("t", .text, aliases: ["text"]), Parameter("n", .number), Parameter("f", .flag),
      Parameter("i", .ids),
      Parameter("l", .list), Parameter("r", .record), Parameter("id", .id),
    ]
    let arguments = try taken(
      "text=a=b", "n=12", "f=yes", "i=001, 2", "i=[\"3\"]", "l={\"a\":1}", "l=[{\"b\":2}]", "r={\"k\":\"v\"}",
      "id=007",
      "other=[1]", parameters: parameters)
    #expect(
      arguments == [
        "text": "a=b", "n": 12, "f": true, "i": ["001", "2", "3"], "l": [["a": 1], ["b": 2]], "r": ["k": "v"],
        "id": "007", "other": "[1]",
      ])
  }

  @Test(arguments: ["x", "=x", "r={", "l=plain"]) func `that are none are refused with the remedy`(
    pair: String
  ) {
    let error = #expect(throws: Rejection.self) {
      try taken(pair, parameters: [Parameter("r", .record), Parameter("l", .list)])
    }
    #expect(error?.code == .invalidArgument)
  }
}
