internal import Files

extension Repository {
  /// Makes a ref where it is not there; where another is making it, that is waited for.
  ///
  /// - Returns: where another put it; nil where it was made here.
  /// - Throws: `locked` where another held its lock for 10 seconds, and whatever `move` throws besides.
  package func make(
    _ ref: RefName, at id: ObjectID, because reason: String
  ) throws(GitError) -> ObjectID? {
    var backoff = Backoff()
    while true {
      do throws(GitError) {
        try move(ref, to: id, expecting: .absent, because: reason)
        return nil
      } catch {
        guard error.isTransient else { throw error }
        if let tip = try tip(of: ref) { return tip }
        guard backoff.pause() else { throw error }
      }
    }
  }
}
