import Bytes
import Foundation
import Testing

@Suite struct KeyedDigestTests {
    // RFC 4231, test cases 1, 2 and 6.
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
    func `the digests are those of the standard`(key: [UInt8], content: String, expected: String) {
        #expect(Hexadecimal.encode(KeyedDigest.sha256(Array(content.utf8), key: key)) == expected)
    }

    @Test func `Base64 is what another program writes, and comes back`() throws {
        for count in 0...300 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test(arguments: ["A", "AA", "AA=", "A===", "AB==", "AAB=", "AA==AAAA", "A A=", "AAA\u{e9}"])
    func `what no bytes are written as is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
