/// What is known of the file systems that are mounted.
package enum FileSystems {
  /// Those of which it is known that a folder gets other times with every name that comes or goes.
  private static let exact: Set<String> = ["btrfs", "ext2", "ext3", "ext4", "f2fs", "tmpfs", "xfs"]

  /// Whether a folder on that device is as it was listed for as long as it has the same times.
  ///
  /// The place to look is `/proc/self/mountinfo`; false wherever it says nothing.
  package static func changesTimes(onDevice device: UInt64) -> Bool {
    kind(onDevice: device).map { exact.contains($0) } ?? false
  }

  /// Whether that device is one of this machine's own, as far as is known: nobody elsewhere writes there.
  static func isLocal(_ device: UInt64) -> Bool {
    kind(onDevice: device).map { exact.contains($0) || local.contains($0) } ?? false
  }

  private static let local: Set<String> = [
    "bcachefs", "exfat", "ntfs3", "overlay", "ramfs", "reiserfs", "vfat", "zfs",
  ]

  /// What is mounted on a device, as `/proc/self/mountinfo` calls it.
  private static func kind(onDevice device: UInt64) -> String? {
    let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
    let minor = device & 0xff | (device >> 12) & ~0xff
    let number = "\(major):\(minor)"
    guard let mounts = (try? File.text("/proc/self/mountinfo", limit: 4 << 20)) ?? nil else { return nil }
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 4, words[2] == number, let dash = words.firstIndex(of: "-") else { continue }
      return dash + 1 < words.count ? String(words[dash + 1]) : nil
    }
    return nil
  }
}
