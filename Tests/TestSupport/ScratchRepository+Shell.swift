/// A shell script that ended otherwise than it should.
package struct ScriptFailure: Error {
  package let text: String
}

extension ScratchRepository {
  /// Runs a shell script in the repository, or in `place`: what a test does to a working tree, in a few words.
  package func shell(_ script: String, in place: String? = nil) throws {
    let outcome = try RunningProgram(
      "sh", ["-ec", script], environment: HermeticGit.environment(home: home), folder: place ?? path
    ).wait()
    if outcome.status != 0 { throw ScriptFailure(text: outcome.errors) }
  }
}
