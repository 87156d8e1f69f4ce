package import DNS
package import Network

/// One question to one server, and what its answer must be.
package struct DNSQuestion: Sendable, Hashable {
    package enum Manner: Sendable, Hashable {
        /// Asks a server for what it is the authority of; an answer without that claim is wrong.
        case authoritative
        /// Asks a resolver to find the answer; with `validated`, it must say that signatures hold.
        case recursive(validated: Bool)
    }

    package var server: SocketAddress
    package var name: DomainName
    package var type: RecordType
    package var manner: Manner
    /// Records as they were approved, all of them and no other; nil: any, but at least one.
    package var approved: Set<String>?
    /// No record may live longer in caches; nil: as long as it likes.
    package var ttlMost: UInt32?
    /// Signatures must come with the records.
    package var needsSignature: Bool

    package init(
        server: SocketAddress, name: DomainName, type: RecordType, manner: Manner = .authoritative,
        approved: Set<String>? = nil, ttlMost: UInt32? = nil, needsSignature: Bool = false
    ) {
        self.server = server
        self.name = name
        self.type = type
        self.manner = manner
        self.approved = approved
        self.ttlMost = ttlMost
        self.needsSignature = needsSignature
    }
}
