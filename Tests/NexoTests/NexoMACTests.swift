import Bytes
import NexoTestSupport
import Testing

@testable import Nexo

@Suite struct NexoMACTests {
    @Test func `a message that was not changed has a right MAC, of every kind but rejections`() throws {
        let key = try #require(NexoSamples.key)
        for message in NexoSamples.messages where message.body.kind != .rejection {
            let document = try NexoDocument(reading: try message.written(protectedBy: key))
            #expect(document.checked(with: key) == .right, "\(message)")
            #expect(document.message.header == message.header && document.message.body == message.body)
            let body = document.bytes[document.bodyRange]
            #expect(body.starts(with: Array("<\(message.body.kind.bodyTag.rawValue)>".utf8)))
        }
    }

    @Test func `the MAC is CMAC over the SHA-256 of the body's bytes`() throws {
        let key = try #require(NexoSamples.key)
        let document = try NexoDocument(reading: try NexoSamples.authorisationRequest.written(protectedBy: key))
        let body = Array(document.bytes[document.bodyRange])
        let mac = CipherDigest.aes128(SHA256Digest(of: body).bytes, key: Array("vigie test key 1".utf8))
        #expect(document.message.trailer?.authenticated.mac == mac)
    }

    @Test func `a changed amount, another key and no trailer are told apart`() throws {
        let key = try #require(NexoSamples.key)
        let bytes = try NexoSamples.authorisationRequest.written(protectedBy: key)
        let text = String(decoding: bytes, as: UTF8.self)
        let changed = text.replacing("<TtlAmt>42.90<", with: "<TtlAmt>42.91<")
        #expect(try NexoDocument(reading: Array(changed.utf8)).checked(with: key) == .wrong)
        let sameName = try #require(
            NexoMACKey(name: key.name, version: key.version, bytes: Array("vigie test key 2".utf8)))
        #expect(try NexoDocument(reading: bytes).checked(with: sameName) == .wrong)
        let other = try #require(NexoMACKey(name: "other", version: key.version, bytes: Array("vigie test key 1".utf8)))
        #expect(try NexoDocument(reading: bytes).checked(with: other) == .otherKey)
        #expect(try NexoDocument(reading: try NexoSamples.authorisationRequest.written()).checked(with: key) == .absent)
        let retail = text.replacing("<Algo>CMA1<", with: "<Algo>MCCS<")
        #expect(try NexoDocument(reading: Array(retail.utf8)).checked(with: key) == .unsupported)
    }

    @Test func `a body is found by its place, not by its name`() throws {
        // A second body inside supplementary data must not be what the MAC is looked at for.
        let key = try #require(NexoSamples.key)
        let text = String(decoding: try NexoSamples.authorisationRequest.written(protectedBy: key), as: UTF8.self)
        let body = try #require(text.firstMatch(of: #/<AuthstnReq>.*</AuthstnReq>/#)).output
        let other = body.replacing("42.90", with: "1.00")
        let changed = text.replacing("<AuthstnReq>", with: other + "<AuthstnReq>", maxReplacements: 1)
        #expect { try NexoDocument(reading: Array(changed.utf8)) } throws: { ($0 as? NexoError)?.code == .duplicate }
    }

    @Test func `a key has 16 bytes and a name`() {
        #expect(NexoMACKey(name: "a", version: "1", bytes: [1, 2, 3]) == nil)
        #expect(NexoMACKey(name: "", version: "1", bytes: [UInt8](repeating: 0, count: 16)) == nil)
    }
}
