internal import Bytes
internal import JSON
internal import Ledger
internal import Vocabulary

/// Reports, their findings and how far each channel is settled, as records beside the ledger.
struct SettlementBooks: Sendable {
    private let store: any RecordStore

    init(_ store: any RecordStore) { self.store = store }

    private static let reportKind = "settlement-report"
    private static let findingsKind = "settlement-findings"
    private static let channelKind = "settlement-channel"

    private static func id(_ kind: String, _ key: String) -> RecordID {
        guard let id = RecordID(kind: kind, key: key) else { preconditionFailure("names of reports are short") }
        return id
    }

    private static func pageID(_ report: String, _ page: Int) -> RecordID {
        id(findingsKind, report + "/" + String(page))
    }

    // MARK: Reading

    func report(_ name: String) async throws(LedgerError) -> SettlementReport? {
        // What comes from an address may be no name at all.
        guard let id = RecordID(kind: Self.reportKind, key: name) else { return nil }
        guard let record = try await store.record(id) else { return nil }
        return try Self.report(in: record)
    }

    /// The report of another content under the same file name.
    func report(of file: OperationID, otherThan digest: SHA256Digest) async throws(LedgerError) -> SettlementReport? {
        for record in try await store.records(RecordQuery(Self.reportKind, mark: Self.mark(file))) {
            let report = try Self.report(in: record)
            if report.digest != digest { return report }
        }
        return nil
    }

    func reports(limit: Int) async throws(LedgerError) -> [SettlementReport] {
        var reports: [SettlementReport] = []
        for record in try await store.records(RecordQuery(Self.reportKind, isDescending: true, limit: limit)) {
            reports.append(try Self.report(in: record))
        }
        return reports
    }

    func findings(of report: String, page: Int) async throws(LedgerError) -> [Finding] {
        guard let id = RecordID(kind: Self.findingsKind, key: report + "/" + String(page)),
            let record = try await store.record(id)
        else { return [] }
        do throws(JSONError) {
            var findings: [Finding] = []
            for value in try JSONValue(reading: record.body).array ?? [] { findings.append(try Finding(json: value)) }
            return findings
        } catch {
            throw Self.corrupt(record.id, error)
        }
    }

    func settledUntil(_ channel: Channel) async throws(LedgerError) -> Instant? {
        guard let record = try await store.record(Self.id(Self.channelKind, channel.rawValue)) else { return nil }
        return try Self.instant(in: record)
    }

    // MARK: Writing

    /// Begins to watch channels that nobody watched before.
    func watch(_ channels: [Channel], from now: Instant) async throws(LedgerError) {
        for channel in channels where try await settledUntil(channel) == nil {
            let write = RecordWrite.keep(
                Self.id(Self.channelKind, channel.rawValue), replacing: 0, body: Self.body(now))
            // Stale: another instance was faster, and that is as good.
            _ = try await store.commit(LedgerCommit(records: [write]), at: now)
        }
    }

    /// Keeps a report: its findings first, then the report itself together with how far its channel is settled.
    ///
    /// False when another instance has kept it meanwhile.
    func keep(
        _ report: SettlementReport, _ findings: [Finding], at now: Instant, replacing: Bool
    ) async throws(LedgerError) -> Bool {
        for page in 0..<report.pages {
            let from = page * SettlementReport.findingsPerPage
            let part = findings[from..<min(from + SettlementReport.findingsPerPage, findings.count)]
            let body = JSONValue.array(part.map(\.json)).canonicalBytes()
            try await put(Self.pageID(report.name, page), body, at: now)
        }
        let id = Self.id(Self.reportKind, report.name)
        var marks: [String] = []
        if let head = report.head { marks = [Self.mark(head.file), "channel:" + head.channel.rawValue] }
        while true {
            let before = try await store.record(id)
            if before != nil, !replacing { return false }
            var writes = [
                RecordWrite.keep(
                    id, replacing: before?.version ?? 0, body: report.json.canonicalBytes(), marks: marks)
            ]
            if let head = report.head, let advance = try await advance(head.channel, to: head.until) {
                writes.append(advance)
            }
            if case .done = try await store.commit(LedgerCommit(records: writes), at: now) { return true }
        }
    }

    private func put(_ id: RecordID, _ body: [UInt8], at now: Instant) async throws(LedgerError) {
        while true {
            let version = try await store.record(id)?.version ?? 0
            let write = RecordWrite.keep(id, replacing: version, body: body)
            if case .done = try await store.commit(LedgerCommit(records: [write]), at: now) { return }
        }
    }

    /// A channel's end moves forward only: files may come in any order.
    private func advance(_ channel: Channel, to until: Instant) async throws(LedgerError) -> RecordWrite? {
        let id = Self.id(Self.channelKind, channel.rawValue)
        let record = try await store.record(id)
        if let record, try Self.instant(in: record) >= until { return nil }
        return .keep(id, replacing: record?.version ?? 0, body: Self.body(until))
    }

    // MARK: Forms

    private static func mark(_ file: OperationID) -> String { "file:" + file.rawValue }

    private static func body(_ until: Instant) -> [UInt8] {
        JSONValue.object(["until": .string(until.rfc3339)]).canonicalBytes()
    }

    private static func instant(in record: Record) throws(LedgerError) -> Instant {
        do throws(JSONError) {
            let reader = try JSONObjectReader(try JSONValue(reading: record.body))
            return try reader.converted("until", "a time") { try? Instant(rfc3339: $0) }
        } catch {
            throw corrupt(record.id, error)
        }
    }

    private static func report(in record: Record) throws(LedgerError) -> SettlementReport {
        do throws(JSONError) {
            return try SettlementReport(json: try JSONValue(reading: record.body))
        } catch {
            throw corrupt(record.id, error)
        }
    }

    private static func corrupt(_ id: RecordID, _ error: JSONError) -> LedgerError {
        LedgerError(.corrupt, "the record \(id) can't be read: \(error)")
    }
}
