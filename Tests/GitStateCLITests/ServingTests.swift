import ArgumentParser
import StateMachine
import Testing

@testable import GitStateCLI

/// A server's plain arguments are read without the parser, and mean what they mean to the parser.
@Suite struct ServingTests {
  @Test(arguments: [
    "serve", "serve --repo /a/b", "serve --no-fsync", "serve --verbose --repo .",
    "serve --base main --target trunk",
    "serve --target x --no-fsync --repo ../y --base z --verbose", "serve --no-fsync --no-fsync",
  ])
  func plainArgumentsMeanTheSame(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let plain = try #require(Serving(plain: words))
    let parsed = try #require(try GitStateCommand.parseAsRoot(words) as? ServeCommand)
    #expect(try plain == parsed.serving())
  }

  @Test(arguments: [
    "", "overview", "--repo /a serve", "serve --repo", "serve --repo -x", "serve --repo /a --repo /b",
    "serve --repo=/a",
    "serve --help", "serve -h", "serve --version", "serve --toolsets plan", "serve x", "serve --rep /a",
    "serve --json", "serve -- x",
    "Serve", "help serve", "serve --base --target",
  ])
  func theRestIsTheParsers(_ line: String) {
    #expect(Serving(plain: line.split(separator: " ").map(String.init)) == nil)
  }

  @Test func anEmptyValueIsTheParsers() {
    #expect(Serving(plain: ["serve", "--repo", ""]) == nil)
  }
}
