import JSON

/// HMAC with SHA-256, as RFC 2104 has it.
enum HMAC {
  /// The 32 bytes of the code of a message under a key of any length.
  static func code(_ message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
    var block = key.count > 64 ? SHA256.digest(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    return SHA256.digest(block.map { $0 ^ 0x5C } + SHA256.digest(block.map { $0 ^ 0x36 } + Array(message)))
  }
}
