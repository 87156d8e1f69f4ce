internal import Bytes
package import Vocabulary

/// What we have and what a provider says, side by side, for one channel.
///
/// Only what agrees in reference, kind, amount and currency is matched, and only that is settled. Everything else is told,
/// stays where it is in the ledger, and is found again in the next file or by a person.
package struct Reconciliation: Sendable, Equatable {
    package struct Match: Sendable, Equatable {
        package let ours: OpenMovement
        package let theirs: SettlementLine
    }

    package let file: OperationID
    package let channel: Channel
    package private(set) var matched: [Match] = []
    /// The provider settled what we do not have open: unknown to us, or settled before.
    package private(set) var missingHere: [SettlementLine] = []
    /// We have captured or refunded it before the provider's day ended, and the provider does not say so.
    package private(set) var missingThere: [OpenMovement] = []
    /// The same reference, and another amount, currency or kind.
    package private(set) var differing: [Match] = []
    /// The provider says it more than once: none of these lines is taken.
    package private(set) var doubled: [SettlementLine] = []
    /// Settled when this file was taken in before.
    package private(set) var repeated: [SettlementLine] = []

    /// - Parameters:
    ///   - ours: all open movements of the channel.
    ///   - before: the references that this very file has settled before.
    package init(_ file: SettlementFile, ours: [OpenMovement], settledBefore before: Set<OperationID> = []) {
        self.file = file.name
        channel = file.channel
        var open = Dictionary(
            ours.filter { $0.channel == file.channel }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var counts: [OperationID: Int] = [:]
        for line in file.lines { counts[line.reference, default: 0] += 1 }
        for line in file.lines {
            guard counts[line.reference] == 1 else {
                doubled.append(line)
                continue
            }
            guard let mine = open.removeValue(forKey: line.reference) else {
                if before.contains(line.reference) { repeated.append(line) } else { missingHere.append(line) }
                continue
            }
            let match = Match(ours: mine, theirs: line)
            if mine.money == line.money, mine.kind == line.kind {
                matched.append(match)
            } else {
                differing.append(match)
            }
        }
        // What was told twice is not missing there; it is among the doubled.
        missingThere = open.values.filter { $0.instant <= file.until && counts[$0.id] == nil }
            .sorted { ($0.sequence, $0.id) < ($1.sequence, $1.id) }
    }

    /// True when everything agrees.
    package var isClean: Bool {
        missingHere.isEmpty && missingThere.isEmpty && differing.isEmpty && doubled.isEmpty
    }

    /// The operations that settle what agrees.
    ///
    /// Their names follow from the file and the reference: taking the same file in again settles nothing twice.
    package var settlements: [LedgerOperation] {
        matched.map { match in
            LedgerOperation(
                id: Self.settlementName(of: match.ours.id, in: file), payment: match.ours.payment, channel: channel,
                .settle(match.ours.id, fee: match.theirs.fee))
        }
    }

    /// The name of the operation by which a file settles a capture or refund.
    package static func settlementName(of reference: OperationID, in file: OperationID) -> OperationID {
        var writer = DigestWriter(domain: "vigie.ledger.settlement.v1")
        writer.add(file.rawValue)
        writer.add(reference.rawValue)
        guard let name = OperationID(rawValue: "settle:" + writer.digest().hexadecimal.prefix(40)) else {
            preconditionFailure("letters and digits make a name")
        }
        return name
    }
}
