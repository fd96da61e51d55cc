/// A commit as read: values that may travel.
package struct Commit: Sendable {
  package let id: ObjectID
  package let tree: ObjectID
  package let parents: [ObjectID]
  package let author: Signature
  package let committer: Signature
  /// The message as it is stored: a plan's can have megabytes, which are copied once.
  package let text: [UInt8]

  /// The message, with U+FFFD where it is not UTF-8.
  package var message: String { String(decoding: text, as: UTF8.self) }

  /// The first line.
  package var subject: String {
    String(message.prefix(while: { $0 != "\n" && $0 != "\r\n" }))
  }
}
