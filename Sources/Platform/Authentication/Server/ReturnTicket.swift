internal import Bytes

/// What a browser carries through a challenge as `threeDSSessionData`: which authentication it is, and where it goes afterwards.
///
/// It is sealed by a digest, so it is believed when it comes back, even by an instance that was started again meanwhile.
struct ReturnTicket: Equatable {
    /// Session data may have 1,024 characters when encoded.
    static let addressBytesMost = 600

    let id: String
    let address: String

    init(id: String, address: String) {
        self.id = id
        self.address = address
    }

    func sealed(key: [UInt8]) -> [UInt8] {
        let content = Array((id + " " + address).utf8)
        return Self.seal(content, key) + content
    }

    /// Nil when it was not sealed with this key.
    init?(_ encoded: String, key: [UInt8]) {
        guard encoded.utf8.count <= 1_024, let bytes = Base64URL.decode(encoded), bytes.count > 32 else { return nil }
        let content = Array(bytes.dropFirst(32))
        guard ConstantTime.isSame(Array(bytes.prefix(32)), Self.seal(content, key)),
            let space = content.firstIndex(of: 0x20)
        else { return nil }
        id = String(decoding: content[..<space], as: UTF8.self)
        address = String(decoding: content[(space + 1)...], as: UTF8.self)
    }

    private static func seal(_ content: [UInt8], _ key: [UInt8]) -> [UInt8] {
        KeyedDigest.sha256(Array("vigie.3ds.return.v1 ".utf8) + content, key: key)
    }
}
