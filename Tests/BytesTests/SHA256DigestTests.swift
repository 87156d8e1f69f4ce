import Bytes
import Testing

@Suite struct SHA256DigestTests {
    @Test func `the digest of "abc" is the one of FIPS 180-4`() {
        #expect(
            SHA256Digest(of: Array("abc".utf8)).hexadecimal
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `hexadecimal reads back what it wrote`() {
        let digest = SHA256Digest(of: [1, 2, 3])
        #expect(SHA256Digest(hexadecimal: digest.hexadecimal) == digest)
        #expect(SHA256Digest(hexadecimal: "zz") == nil)
    }
}
