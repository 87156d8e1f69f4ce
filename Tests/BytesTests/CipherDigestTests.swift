import Testing

@testable import Bytes

/// The examples of NIST SP 800-38B (and RFC 4493).
@Suite struct CipherDigestTests {
    @Test(arguments: [
        ("", "bb1d6929e95937287fa37d129b756746"),
        ("6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c"),
        (
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411",
            "dfa66747de9ae63030ca32611497c827"
        ),
        (
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
            "51f0bebf7e3b9d92fc49741779363cfe"
        ),
    ])
    func `CMAC makes what the standard's examples say`(content: String, digest: String) throws {
        let key = try #require(Hexadecimal.decode("2b7e151628aed2a6abf7158809cf4f3c"))
        let content = try #require(Hexadecimal.decode(content))
        #expect(Hexadecimal.encode(CipherDigest.aes128(content, key: key)) == digest)
    }
}
