import JSON
import Testing

@testable import MCPServer

@Suite struct `The seal's digest` {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `is SHA-256, by the vectors of FIPS 180-4`(message: String, digest: String) {
    #expect(SHA256.digest(message.utf8).hexadecimal == digest)
  }

  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `is HMAC under a key, by the vectors of RFC 4231`(key: [UInt8], message: String, code: String) {
    #expect(HMAC.code(message.utf8, key: key).hexadecimal == code)
  }
}

@Suite struct `A sealed request state` {
  let seal = RequestSeal(key: Array("key".utf8))
  let state = CallState(call: "c", answered: [.init(question: "q", result: ["action": "accept"])], open: "o")

  @Test func `opens to what was sealed`() {
    #expect(seal.open(seal.seal(state)) == state)
  }

  @Test func `opens under no other key and with no byte changed`() {
    let sealed = Array(seal.seal(state).utf8)
    #expect(RequestSeal(key: Array("kex".utf8)).open(seal.seal(state)) == nil)
    #expect(RequestSeal().open(RequestSeal().seal(state)) == nil)
    for position in sealed.indices {
      var changed = sealed
      changed[position] ^= 1
      #expect(seal.open(String(decoding: changed, as: UTF8.self)) == nil)
    }
    for text in ["", ".", "x.y", "[]", String(seal.seal(state).dropLast())] {
      #expect(seal.open(text) == nil)
    }
  }
}
