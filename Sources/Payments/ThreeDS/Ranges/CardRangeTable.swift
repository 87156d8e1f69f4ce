internal import JSON

/// All card ranges of one directory server, as its PRes messages built them up.
///
/// It answers which issuer a card belongs to, and in which version to speak with everybody on the way.
package struct CardRangeTable: Sendable, Equatable {
    package static let rangesMost = 200_000

    /// By length of the number, then by its start; never overlapping.
    package private(set) var ranges: [CardRange] = []
    package private(set) var serialNumber: String?
    package private(set) var directoryVersions: ClosedRange<ProtocolVersion>?

    package init() {}

    /// Takes a PRes in.
    ///
    /// - Parameter isComplete: the PReq had no serial number, so these are all ranges; otherwise they are changes.
    /// - Throws: what to answer. The table is as it was; after an error in changes, ask again without a serial number.
    package mutating func update(with answer: Message, isComplete: Bool) throws(ProtocolError) {
        func failure(_ detail: String) -> ProtocolError {
            ProtocolError(
                .formatInvalid, .server, detail, about: .preparationResponse, TransactionIdentifiers(of: answer))
        }
        guard let first = answer[.dsStartProtocolVersion], let last = answer[.dsEndProtocolVersion], first <= last
        else { throw failure("dsStartProtocolVersion, dsEndProtocolVersion") }
        guard let changes = answer.members["cardRangeData"] == nil ? [] : answer[.cardRangeData] else {
            throw failure("cardRangeData: a range ends before it starts, or versions do")
        }
        var table = isComplete ? [] : ranges
        for change in changes where change.action != .add {
            guard let place = table.firstPlace(of: change), table[place].matches(change) else {
                throw failure("cardRangeData: a range to change or to delete is not known")
            }
            if change.action == .delete { table.remove(at: place) } else { table[place] = change }
        }
        table += changes.filter { $0.action == .add }
        table.sort { $0.precedes($1) }
        for (left, right) in zip(table, table.dropFirst()) where left.overlaps(right) {
            throw failure("cardRangeData: two ranges have numbers in common")
        }
        guard table.count <= Self.rangesMost else {
            throw ProtocolError(
                .limitExceeded, .server, "at most \(Self.rangesMost) card ranges", about: .preparationResponse,
                TransactionIdentifiers(of: answer))
        }
        ranges = table
        directoryVersions = first...last
        // A PRes without changes may leave the serial number out.
        serialNumber = answer[.serialNum] ?? (isComplete ? nil : serialNumber)
    }

    /// The next question is for all ranges; these stay until then.
    package mutating func forgetSerialNumber() { serialNumber = nil }

    /// The range that a card belongs to.
    package func range(of card: CardNumber) -> CardRange? {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].startsAfter(card.digits) { high = middle } else { low = middle + 1 }
        }
        guard low > 0, ranges[low - 1].contains(card.digits) else { return nil }
        return ranges[low - 1]
    }

    /// The highest version that we, the directory server and the card's issuer speak.
    ///
    /// Nil when the card is in no range, or when there is no such version: then nothing can be authenticated here.
    package func version(for card: CardNumber, among own: Set<ProtocolVersion>) -> ProtocolVersion? {
        guard let directoryVersions, let range = range(of: card) else { return nil }
        return .negotiated(among: own, within: [directoryVersions, range.versions])
    }
}

extension CardRange {
    fileprivate func precedes(_ other: CardRange) -> Bool {
        (start.utf8.count, start) < (other.start.utf8.count, other.start)
    }

    /// For two neighbours in order.
    fileprivate func overlaps(_ next: CardRange) -> Bool {
        start.utf8.count == next.start.utf8.count && end >= next.start
    }

    fileprivate func matches(_ other: CardRange) -> Bool { start == other.start && end == other.end }

    fileprivate func startsAfter(_ digits: String) -> Bool {
        (digits.utf8.count, digits) < (start.utf8.count, start)
    }

    fileprivate func contains(_ digits: String) -> Bool {
        digits.utf8.count == start.utf8.count && start <= digits && digits <= end
    }
}

extension [CardRange] {
    /// The place of the range that starts where `range` does, in an array that is in order.
    fileprivate func firstPlace(of range: CardRange) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].precedes(range) { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].start == range.start ? low : nil
    }
}
