import Bytes
import Testing

@Suite struct SecretBytesTests {
    // RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func `Base32 gives what the standard gives, and back`(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text) == Array(plain.utf8))
        #expect(Base32.decode(text.lowercased()) == Array(plain.utf8))
    }

    @Test(arguments: ["M", "MZ1", "MZ======", "MZX W6", "MR", "MZXW6A"])
    func `what is no Base32 of any bytes is refused`(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test func `Base64 for addresses gives one text for each bytes, and back`() {
        for count in 0...70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 251 &* $0 &+ 63) }
            let text = Base64URL.encode(bytes)
            #expect(!text.contains { "+/=".contains($0) })
            #expect(Base64URL.decode(text) == bytes)
        }
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        for text in ["A", "-_9", "-_8=", "+_8", "-/8", "Ab c"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
    }

    // RFC 2202, test cases 1, 2 and 6.
    @Test(arguments: [
        ([UInt8](repeating: 0x0b, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
        (Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            [UInt8](repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        ),
    ])
    func `HMAC with SHA-1 gives what the standard gives`(key: [UInt8], content: String, digest: String) {
        #expect(Hexadecimal.encode(KeyedDigest.sha1(Array(content.utf8), key: key)) == digest)
    }

    // Test case 14 of the paper that describes GCM.
    @Test func `sealing gives what AES-256-GCM gives`() {
        let sealed = SealedBytes.seal(
            [UInt8](repeating: 0, count: 16), key: [UInt8](repeating: 0, count: 32),
            nonce: [UInt8](repeating: 0, count: 12), context: [])
        #expect(
            Hexadecimal.encode(Array(sealed[12...])) == "cea7403d4d606b6e074ec5d3baf39d18"
                + "d0d1c8a799996bf0265b98b5d48ab919")
    }

    @Test func `what was sealed opens only with its key, in its context and unchanged`() {
        let key = [UInt8](0..<32)
        let content = Array("a secret".utf8)
        let sealed = SealedBytes.seal(content, key: key, nonce: [UInt8](0..<12), context: [1])
        #expect(SealedBytes.open(sealed, key: key, context: [1]) == content)
        #expect(SealedBytes.open(sealed, key: key, context: [2]) == nil)
        #expect(SealedBytes.open(sealed, key: key.reversed(), context: [1]) == nil)
        #expect(SealedBytes.open(Array(sealed.dropLast()), key: key, context: [1]) == nil)
        #expect(SealedBytes.open([], key: key, context: [1]) == nil)
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1
            #expect(SealedBytes.open(changed, key: key, context: [1]) == nil)
        }
        let nothing = SealedBytes.seal([], key: key, nonce: [UInt8](0..<12), context: [])
        #expect(SealedBytes.open(nothing, key: key, context: []) == [])
    }

    // A test of the reference implementation.
    @Test func `Argon2id gives what the reference gives`() {
        let digest = Argon2id.digest(
            of: Array("password".utf8), salt: Array("somesalt".utf8), cost: Argon2id.Cost(memory: 65_536, passes: 2))
        #expect(
            digest.map { Hexadecimal.encode($0) } == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")
    }

    @Test(arguments: [
        Argon2id.Cost(memory: 4_000_000, passes: 1), Argon2id.Cost(memory: 64, passes: 1_000),
        Argon2id.Cost(memory: 64, passes: 0), Argon2id.Cost(memory: 7, passes: 1),
        Argon2id.Cost(memory: 64, passes: 1, lanes: 64), Argon2id.Cost(memory: 64, passes: 1, lanes: 0),
    ])
    func `a cost that nobody should pay is refused`(cost: Argon2id.Cost) {
        #expect(Argon2id.digest(of: [], salt: [UInt8](repeating: 0, count: 16), cost: cost) == nil)
    }

    @Test func `the same is the same, and nothing else is`() {
        #expect(ConstantTime.isSame([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.isSame([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.isSame([0, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.isSame([1, 2], [1, 2, 3]))
        #expect(ConstantTime.isSame("", ""))
    }
}

@Suite struct PublicKeySignatureTests {
    @Test func `keys that nobody should rely on check nothing`() {
        let content = Array("content".utf8)
        for count in [0, 1, 128, 255, 2_000] {
            #expect(
                !PublicKeySignature.isRS256(
                    [UInt8](repeating: 1, count: count), of: content, modulus: [UInt8](repeating: 0xc3, count: count),
                    exponent: [1, 0, 1]))
        }
        // A point that is not on the curve, one at infinity, and numbers of another length.
        for (x, y) in [([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)), ([], []), ([1], [2])] {
            #expect(!PublicKeySignature.isES256([UInt8](repeating: 1, count: 64), of: content, x: x, y: y))
        }
        #expect(
            !PublicKeySignature.isES256(
                [UInt8](repeating: 0, count: 64), of: content, x: [UInt8](repeating: 0, count: 32),
                y: [UInt8](repeating: 0, count: 32)))
    }

    // RFC 7515, appendix A.3.
    @Test func `a signature of the standard is right, and no other`() throws {
        let x = try #require(Base64URL.decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"))
        let y = try #require(Base64URL.decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
        let text =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
        let content = Array((text + "Ijp0cnVlfQ").utf8)
        var signature = try #require(
            Base64URL.decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"))
        #expect(PublicKeySignature.isES256(signature, of: content, x: x, y: y))
        #expect(!PublicKeySignature.isES256(signature, of: content + [0], x: x, y: y))
        signature[40] ^= 1
        #expect(!PublicKeySignature.isES256(signature, of: content, x: x, y: y))
    }
}
