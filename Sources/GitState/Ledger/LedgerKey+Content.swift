import Git
package import StateMachine

extension LedgerKey {
  /// A key with the digest of what it is used for: the tool and its arguments, as canonical text.
  package init(_ text: String, using content: String) throws(Rejection) {
    let digest = try rejecting { try ObjectID.hash(.blob, Array(content.utf8)) }
    try self.init(text, content: digest.description)
  }
}
