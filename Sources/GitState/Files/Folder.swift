#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// An open folder, below which paths are resolved without following a single link.
///
/// Every component is opened with `O_NOFOLLOW` from the one before it, so whoever swaps a folder for a link while we
/// walk gets an error and not a file elsewhere.
package struct Folder: ~Copyable, Sendable {
  let descriptor: Descriptor
  /// The path it was opened by, for messages.
  package let path: String

  private init(_ number: Int32, _ function: String, _ path: String) throws(FileError) {
    descriptor = try Descriptor(taking: number, function, path)
    self.path = path
  }

  /// Opens a folder that is trusted: links in this path are followed.
  package static func open(_ path: String) throws(FileError) -> Folder {
    #if canImport(Darwin)
      try Folder(unsafe Darwin.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", path)
    #else
      try Folder(unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", path)
    #endif
  }

  /// Opens a folder below this one.
  package func folder(_ relative: String) throws(FileError) -> Folder {
    var current = try child(".")
    for component in try Folder.components(relative) { current = try current.child(component) }
    return current
  }

  /// Opens a folder below this one, making what is missing (`mkdir -p`).
  ///
  /// - Parameter durable: whether the folders that were made survive a power cut.
  package func makeFolders(_ relative: String, durable: Bool = false) throws(FileError) -> Folder {
    var current = try child(".")
    for component in try Folder.components(relative) {
      if unsafe mkdirat(current.descriptor.number, component, 0o777) == 0 {
        if durable { try current.descriptor.synchronize(current.path) }
      } else if errno != EEXIST {
        throw .last("mkdir", "\(current.path)/\(component)")
      }
      current = try current.child(component)
    }
    return current
  }

  /// Makes sure that a folder of ours is there, which it nearly always is.
  ///
  /// No link on the way is followed: where one stands, it is refused.
  package static func ensure(_ relative: String, in root: String) throws(FileError) {
    var place = root
    for component in try components(relative) {
      place += "/\(component)"
      guard try File.status(place)?.kind == .folder else {
        _ = try Folder.open(root).makeFolders(relative)
        return
      }
    }
  }

  /// An open folder and the name of something in it.
  struct Place: ~Copyable {
    /// nil where it is the folder that was asked.
    private let owned: Folder?
    /// The folder's descriptor.
    let number: Int32
    let name: String

    init(in folder: borrowing Folder, name: String) {
      owned = nil
      number = folder.descriptor.number
      self.name = name
    }

    init(owning folder: consuming Folder, name: String) {
      number = folder.descriptor.number
      owned = consume folder
      self.name = name
    }
  }

  /// The folder that holds the last component of a path below this one, and that component.
  func parent(of relative: String) throws(FileError) -> Place {
    var components = try Folder.components(relative)
    let name = components.removeLast()
    guard let first = components.first else { return Place(in: self, name: name) }
    var current = try child(first)
    for component in components.dropFirst() { current = try current.child(component) }
    return Place(owning: current, name: name)
  }

  private func child(_ name: String) throws(FileError) -> Folder {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let whole = name == "." ? path : "\(path)/\(name)"
    let number = Descriptor.opened { unsafe openat(descriptor.number, name, flags) }
    if number < 0, errno == ENOTDIR {
      // With O_DIRECTORY a link answers "not a directory" too; say which of the two it is.
      var raw = stat()
      if unsafe fstatat(descriptor.number, name, &raw, AT_SYMLINK_NOFOLLOW) == 0,
        FileStatus(raw).kind == .link
      {
        throw FileError(.link, function: "openat", path: whole)
      }
      throw FileError(.notFolder, function: "openat", path: whole)
    }
    return try Folder(number, "openat", whole)
  }

  /// The components of a path that stays below: not absolute, no `.`, no `..`, none empty, no NUL.
  package static func components(_ relative: String) throws(FileError) -> [String] {
    let components = relative.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for component in components {
      guard !component.isEmpty, component != ".", component != "..", !component.utf8.contains(0) else {
        throw FileError(.link, function: "resolve", path: relative)
      }
    }
    return components
  }
}
