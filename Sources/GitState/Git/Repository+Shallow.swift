internal import Files

extension Repository {
  /// Whether history was cut off when it was fetched (`git clone --depth`).
  package var isShallow: Bool {
    (try? shallowBoundary())?.isEmpty == false
  }

  /// The commits whose parents were left behind: they name parents that are not stored here.
  package func shallowBoundary() throws(GitError) -> Set<ObjectID> {
    do throws(FileError) {
      guard let text = try File.text(commonDirectory + "/shallow", limit: 1 << 26) else { return [] }
      return Set(text.split(whereSeparator: \.isNewline).compactMap { ObjectID($0) })
    } catch {
      throw GitError(error)
    }
  }
}
