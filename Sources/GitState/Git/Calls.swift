internal import CLibGit2

/// Calls libgit2 and throws what it refused.
///
/// With ``own(_:_:_:)`` the only way to call a function that can fail.
///
/// - Parameter subject: on what; made only where it is told, for some functions are called a thousand times.
/// - Returns: the function's non-negative answer, where that means something (`git_repository_is_bare`).
@discardableResult
func check(
  _ function: String, _ subject: @autoclosure () -> String, _ call: () -> Int32
) throws(GitError) -> Int32 {
  let code = call()
  guard code >= 0 else { throw .last(code, function: function, subject: subject()) }
  return code
}

/// Calls a libgit2 function that hands out an object, and owns it.
func own<Kind>(
  _ function: String, _ subject: @autoclosure () -> String, as kind: Kind.Type = Kind.self,
  _ call: (inout OpaquePointer?) -> Int32
) throws(GitError) -> Handle<Kind> {
  var raw: OpaquePointer?
  let code = call(&raw)
  guard code >= 0, let raw else { throw .last(code, function: function, subject: subject()) }
  return Handle(raw)
}
