internal import Bytes
package import HTTP

/// Who may call a role from inside: by the names in a client's certificate, by a key, or by both.
///
/// With neither, whoever reaches the address may: for a role that listens on loopback alone.
package struct CallerRule: Sendable {
    private let peers: Set<String>?
    private let key: String?

    /// - Parameters:
    ///   - peers: one of these names must be in the certificate that the client showed.
    ///   - key: what stands behind `Authorization: Bearer`.
    package init(peers: Set<String>? = nil, key: String? = nil) {
        self.peers = peers
        self.key = key
    }

    package static let anybody = CallerRule()

    package func allows(_ request: HTTPRequest) -> Bool {
        if let peers, peers.isDisjoint(with: request.peerNames ?? []) { return false }
        guard let key else { return true }
        guard let given = request.headers["Authorization"], given.hasPrefix("Bearer ") else { return false }
        return ConstantTime.isSame(String(given.dropFirst(7)), key)
    }
}

// The key never leaves by a description.
extension CallerRule: CustomStringConvertible, CustomReflectable {
    package var description: String { "callers: \(peers?.sorted().joined(separator: ", ") ?? "any name")" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
