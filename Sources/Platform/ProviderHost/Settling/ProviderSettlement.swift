package import Ledger
internal import Roles
package import Vocabulary

/// Makes the provider's settlement files: every capture and refund of a channel, each in one file, with the fee that was kept.
///
/// A file is begun by a record, then movements are put into it a few at a time, then it is closed. A run that was stopped anywhere goes
/// on with the same file; a movement is never in two.
package struct ProviderSettlement: Sendable {
    private let store: any RecordStore
    private let now: @Sendable () -> Instant

    package init(_ store: any RecordStore, now: @escaping @Sendable () -> Instant) {
        self.store = store
        self.now = now
    }

    /// The fee of a capture, as the provider's price list has it: 0.6 %, at least one minor unit. Refunds cost nothing.
    static func fee(of kind: Payment.Movement.Kind, minor: Int64) -> Int64 {
        guard kind == .capture else { return 0 }
        return min(minor, max(1, (minor * 6 + 500) / 1_000))
    }

    /// Closes the channel's day now. Nil when there is nothing to settle.
    package func close(_ channel: Channel) async throws(LedgerError) -> SettlementFile? {
        let begun = try await begin(channel)
        guard let begun else { return nil }
        let name = try Self.name(of: channel, begun.until)
        try await assign(channel, to: name)
        let file = try await read(name, channel, begun.until)
        // From here on what moves goes into another file.
        let done = RecordWrite.keep(
            Self.closing(of: channel), replacing: begun.version, body: Array("done:\(begun.until.seconds)".utf8))
        _ = try await store.commit(LedgerCommit(records: [done]), at: now())
        return file.lines.isEmpty ? nil : file
    }

    /// The file that is being made, or a new one; nil when there is nothing for it.
    private func begin(_ channel: Channel) async throws(LedgerError) -> (until: Instant, version: Int64)? {
        let record = try await store.record(Self.closing(of: channel))
        let parts = record.map { String(decoding: $0.body, as: UTF8.self).split(separator: ":") } ?? []
        let last = parts.count == 2 ? Int64(parts[1]) ?? 0 : 0
        if let record, parts.first == "open" { return (Instant(seconds: last), record.version) }
        guard try await !open(channel).isEmpty else { return nil }
        // Names follow from the time: two files are never of the same second.
        let until = Instant(seconds: max(now().seconds, last + 1))
        let version = record?.version ?? 0
        let write = RecordWrite.keep(
            Self.closing(of: channel), replacing: version, body: Array("open:\(until.seconds)".utf8))
        guard case .done = try await store.commit(LedgerCommit(records: [write]), at: now()) else {
            throw LedgerError(.unavailable, "another server closes this channel's day at the moment; try it again")
        }
        return (until, version + 1)
    }

    /// A file that was closed before, the same again.
    package func file(_ name: OperationID, of channel: Channel, until: Instant) async throws(LedgerError)
        -> SettlementFile
    {
        try await read(name, channel, until)
    }

    private static func closing(of channel: Channel) -> RecordID {
        guard let id = RecordID(kind: "provider-closing", key: channel.rawValue) else {
            preconditionFailure("a channel's name is a key")
        }
        return id
    }

    private static func name(of channel: Channel, _ until: Instant) throws(LedgerError) -> OperationID {
        guard let name = OperationID(rawValue: "\(until.seconds)-\(channel.rawValue)") else {
            throw LedgerError(.failed, "a settlement file's name can't be made")
        }
        return name
    }

    private func open(_ channel: Channel) async throws(LedgerError) -> [Record] {
        try await store.records(
            RecordQuery(ProviderRecord.kind, mark: ProviderRecord.openMark(of: channel), limit: RecordRule.rowsMost))
    }

    private func assign(_ channel: Channel, to name: OperationID) async throws(LedgerError) {
        while true {
            let page = try await open(channel)
            if page.isEmpty { return }
            var rest = page[...]
            while !rest.isEmpty {
                var writes: [RecordWrite] = []
                for record in rest.prefix(RecordRule.writesMost) {
                    var known = try ProviderRecord(record)
                    known.file = name.rawValue
                    writes.append(known.write(replacing: record.version))
                }
                rest = rest.dropFirst(RecordRule.writesMost)
                // One that was undone at this moment is looked at again with the next page.
                if case .stale = try await store.commit(LedgerCommit(records: writes), at: now()) { break }
            }
        }
    }

    private func read(_ name: OperationID, _ channel: Channel, _ until: Instant) async throws(LedgerError)
        -> SettlementFile
    {
        var lines: [SettlementLine] = []
        var after: String?
        while true {
            let page = try await store.records(
                RecordQuery(ProviderRecord.kind, mark: "file:\(name)", after: after, limit: RecordRule.rowsMost))
            guard let last = page.last else { break }
            for record in page {
                let known = try ProviderRecord(record)
                guard let kind = known.movement else { continue }
                lines.append(
                    SettlementLine(
                        reference: known.id, kind: kind, money: known.amount,
                        fee: Self.fee(of: kind, minor: known.amount.minor)))
            }
            after = last.id.key
        }
        return SettlementFile(name: name, channel: channel, until: until, lines: lines)
    }
}
