internal import Bytes

/// A key for the MAC of messages: **for tests only**.
///
/// It is named in the message and used as it is. Real terminals derive a key for each transaction inside a secure
/// element, under rules that members of nexo have; none of that is here, and nothing here keeps a key safe.
package struct NexoMACKey: Sendable {
    package let name: String
    package let version: String
    private let bytes: [UInt8]

    /// - Parameter bytes: the 16 bytes of a key for AES-128; nil for any other count, or a name that can't be written.
    package init?(name: String, version: String, bytes: [UInt8]) {
        guard bytes.count == CipherDigest.keyCount, (1...140).contains(name.unicodeScalars.count),
            (1...140).contains(version.unicodeScalars.count)
        else { return nil }
        self.name = name
        self.version = version
        self.bytes = bytes
    }

    func trailer(over body: [UInt8]) -> SecurityTrailer {
        SecurityTrailer(
            SecurityTrailer.AuthenticatedData(
                recipients: [.named(KeyIdentifier(name, version: version))], algorithm: .cmacAES128,
                mac: mac(over: body)))
    }

    func check(_ trailer: SecurityTrailer, over body: [UInt8]) -> NexoMACCheck {
        let data = trailer.authenticated
        guard data.algorithm.algorithm == .cmacAES128, data.content.type == .data, data.content.content == nil else {
            return .unsupported
        }
        let isNamed = data.recipients.contains {
            guard case .named(let key) = $0 else { return false }
            return key.name == name && key.version == version
        }
        guard isNamed else { return .otherKey }
        return ConstantTime.isSame(data.mac, mac(over: body)) ? .right : .wrong
    }

    /// CMA1: CMAC with AES-128 over the SHA-256 of the body's bytes as they are sent.
    private func mac(over body: [UInt8]) -> [UInt8] {
        CipherDigest.aes128(SHA256Digest(of: body).bytes, key: bytes)
    }
}

extension NexoMACKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "key \(name), version \(version)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}

/// What looking at a message's MAC came to. Only `right` proves anything.
package enum NexoMACCheck: Sendable, Equatable {
    case right
    /// Somebody changed the body, or made the MAC with another key of the same name.
    case wrong
    /// The message has no trailer.
    case absent
    /// It names a key that is not this one.
    case otherKey
    /// It is made in another way than the one that is computed here.
    case unsupported
}
