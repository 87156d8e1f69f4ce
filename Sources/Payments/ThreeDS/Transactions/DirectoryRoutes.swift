/// What a directory server knows: which issuers serve which cards, who may ask, and how it names itself.
package struct DirectoryRoutes: Sendable {
    /// An issuer's ACS and the cards that it serves.
    package struct Route: Sendable {
        package let range: CardRange
        /// Where AReqs for these cards are sent.
        package let address: String

        package init(range: CardRange, address: String) {
            self.range = range
            self.address = address
        }
    }

    package let referenceNumber: String
    /// Where issuers send results.
    package let address: String
    package let versions: ClosedRange<ProtocolVersion>
    /// The reference numbers of 3DS servers that may ask; nil for all.
    package let servers: Set<String>?
    package private(set) var serialNumber: String
    private var table: CardRangeTable
    private var addresses: [String: String]
    /// Earlier states, for who asks what changed since; the oldest is forgotten first.
    private var earlier: [(serialNumber: String, ranges: [CardRange])] = []
    private static let earlierMost = 8

    package init(
        referenceNumber: String, address: String, versions: ClosedRange<ProtocolVersion> = .v2_1_0 ... .v2_2_0,
        servers: Set<String>? = nil, serialNumber: String, routes: [Route]
    ) throws(ProtocolError) {
        self.referenceNumber = referenceNumber
        self.address = address
        self.versions = versions
        self.servers = servers
        self.serialNumber = serialNumber
        table = CardRangeTable()
        addresses = [:]
        try replace(routes, serialNumber: serialNumber)
        earlier = []
    }

    /// New routes under a new serial number.
    package mutating func replace(_ routes: [Route], serialNumber: String) throws(ProtocolError) {
        var all = Message(.preparationResponse, version: versions.upperBound)
        all[.dsStartProtocolVersion] = versions.lowerBound
        all[.dsEndProtocolVersion] = versions.upperBound
        all[.cardRangeData] = routes.map { $0.range.with(.add) }
        all[.serialNum] = serialNumber
        var table = CardRangeTable()
        try table.update(with: all, isComplete: true)
        earlier.append((self.serialNumber, self.table.ranges))
        if earlier.count > Self.earlierMost { earlier.removeFirst() }
        self.table = table
        self.serialNumber = serialNumber
        addresses = Dictionary(routes.map { ($0.range.start, $0.address) }) { _, last in last }
    }

    package func address(for card: CardNumber) -> String? {
        table.range(of: card).flatMap { addresses[$0.start] }
    }

    package func range(of card: CardNumber) -> CardRange? { table.range(of: card) }

    /// The PRes: all ranges, what changed since the serial number that was named, or nothing when nothing did.
    package func preparation(answering request: Message, transaction: String) throws(ProtocolError) -> Message {
        try checkServer(request)
        var answer = Message(.preparationResponse, version: request.version ?? versions.upperBound)
        answer.take(.threeDSServerTransID, from: request)
        answer[.dsTransID] = transaction
        answer[.dsStartProtocolVersion] = versions.lowerBound
        answer[.dsEndProtocolVersion] = versions.upperBound
        answer[.serialNum] = serialNumber
        guard let known = request[.serialNum] else {
            answer[.cardRangeData] = table.ranges
            return answer
        }
        if known == serialNumber { return answer }
        guard let old = earlier.last(where: { $0.serialNumber == known }) else {
            throw ProtocolError(
                .serialNumberInvalid, .directory, "ask without serialNum for all ranges", about: .preparationRequest,
                TransactionIdentifiers(of: request))
        }
        answer[.cardRangeData] = Self.changes(from: old.ranges, to: table.ranges)
        return answer
    }

    func checkServer(_ request: Message) throws(ProtocolError) {
        guard let servers else { return }
        guard let number = request[.threeDSServerRefNumber], servers.contains(number) else {
            throw ProtocolError(
                .accessDenied, .directory, "threeDSServerRefNumber", about: request.type,
                TransactionIdentifiers(of: request))
        }
    }

    static func changes(from old: [CardRange], to new: [CardRange]) -> [CardRange] {
        func key(_ range: CardRange) -> String { range.start + "-" + range.end }
        let before = Dictionary(old.map { (key($0), $0) }) { first, _ in first }
        let after = Set(new.map(key))
        let deleted = old.filter { !after.contains(key($0)) }.map { $0.with(.delete) }
        let others = new.compactMap { range -> CardRange? in
            guard let former = before[key(range)] else { return range.with(.add) }
            return former.with(.add) == range.with(.add) ? nil : range.with(.modify)
        }
        return deleted + others
    }
}

extension CardRange {
    func with(_ action: RangeAction) -> CardRange {
        CardRange(
            start: start, end: end, action: action, versions: versions, methodURL: methodURL, information: information)
    }
}
