import Git
import TestSupport
import Testing

/// The repository of a scratch one, or of another place in it, without the config of whoever runs the tests.
func opened(_ scratch: ScratchRepository, at place: String? = nil) throws -> Repository {
  Library.ignoreUserConfig()
  return try Repository.open(place ?? scratch.path)
}

/// The id that git printed.
func id(_ hex: String?) throws -> ObjectID {
  try #require(hex.flatMap { ObjectID($0) })
}

/// A ref's name that a test wrote out.
func ref(_ name: String) throws -> RefName {
  try #require(RefName(name))
}

/// The reason of what `body` throws; nil where it throws nothing.
func reason(_ body: () throws -> Void) -> GitError.Reason? {
  do {
    try body()
    return nil
  } catch {
    return (error as? GitError)?.reason
  }
}

/// The sentence of what `body` throws.
func sentence(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing was thrown"
  } catch {
    return "\(error)"
  }
}
