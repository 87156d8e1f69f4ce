package import Bytes
package import Ledger
package import Vocabulary

/// What one file of the provider's came to.
///
/// Its findings, which may be many, lie beside it in pages. A report says the same whether the file was taken in at one go or
/// begun again after a crash: what an earlier try settled counts as matched.
package struct SettlementReport: Sendable, Equatable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Everything agrees.
        case clean
        /// What agrees is settled; the rest is told in findings.
        case mismatching
        /// Not a settlement file: nothing of it was taken.
        case unreadable
        /// Another file of this name was taken in before: nothing of this one was.
        case nameTaken = "name-taken"
    }

    /// What agreed, per currency.
    package struct Sum: Sendable, Equatable {
        package var captures: Int64 = 0
        package var refunds: Int64 = 0
        package var fees: Int64 = 0

        package init(captures: Int64 = 0, refunds: Int64 = 0, fees: Int64 = 0) {
            self.captures = captures
            self.refunds = refunds
            self.fees = fees
        }
    }

    /// What the file says of itself.
    package struct Head: Sendable, Equatable {
        package let file: OperationID
        package let channel: Channel
        package let until: Instant
        package let lines: Int

        package init(file: OperationID, channel: Channel, until: Instant, lines: Int) {
            self.file = file
            self.channel = channel
            self.until = until
            self.lines = lines
        }

        init(_ file: SettlementFile) {
            self.init(file: file.name, channel: file.channel, until: file.until, lines: file.lines.count)
        }
    }

    /// As the source names the file.
    package let source: String
    package let digest: SHA256Digest
    package let taken: Instant
    package let outcome: Outcome
    package var head: Head?
    package var matched = 0
    package var sums: [Currency: Sum] = [:]
    package var counts: [Finding.List: Int] = [:]
    /// Why nothing was taken.
    package var problem: String?

    package init(source: String, digest: SHA256Digest, taken: Instant, outcome: Outcome) {
        self.source = source
        self.digest = digest
        self.taken = taken
        self.outcome = outcome
    }

    package var findings: Int { counts.values.reduce(0, +) }
    package var pages: Int { (findings + Self.findingsPerPage - 1) / Self.findingsPerPage }
    package static let findingsPerPage = 200

    /// The report's name: the source's name and a part of the content's digest, so other content is another report.
    package var name: String { Self.name(source: source, digest: digest) }
    package static func name(source: String, digest: SHA256Digest) -> String {
        source + "~" + digest.hexadecimal.prefix(12)
    }

    /// A file that was not taken, and why.
    static func refused(
        _ outcome: Outcome, _ problem: String, source: String, digest: SHA256Digest, at instant: Instant
    ) -> SettlementReport {
        var report = SettlementReport(source: source, digest: digest, taken: instant, outcome: outcome)
        report.problem = problem
        return report
    }

    /// What taking a file in came to, and its findings in the order in which they are shown.
    static func of(
        _ file: SettlementFile, _ outcome: SettlementIntake.Outcome, source: String, digest: SHA256Digest,
        at instant: Instant
    ) -> (report: SettlementReport, findings: [Finding]) {
        let reconciliation = outcome.reconciliation
        let refused = reconciliation.matched.compactMap { match -> Finding? in
            let name = Reconciliation.settlementName(of: match.ours.id, in: file.name)
            guard let refusal = outcome.refused[name] else { return nil }
            var finding = Finding(.refused, match.ours.id)
            finding.payment = match.ours.payment
            finding.theirs = Finding.Side(match.theirs)
            finding.refusal = refusal
            return finding
        }
        let findings = findings(of: reconciliation) + refused
        var report = SettlementReport(
            source: source, digest: digest, taken: instant, outcome: findings.isEmpty ? .clean : .mismatching)
        report.head = Head(file)
        for finding in findings { report.counts[finding.list, default: 0] += 1 }
        let notSettled = Set(refused.map(\.reference))
        for line in reconciliation.matched.map(\.theirs) + reconciliation.repeated
        where !notSettled.contains(line.reference) {
            report.matched += 1
            report.sums[line.money.currency, default: Sum()].add(line)
        }
        return (report, findings)
    }

    private static func findings(of reconciliation: Reconciliation) -> [Finding] {
        let differing = reconciliation.differing.map { match in
            var finding = Finding(.differing, match.ours.id)
            finding.payment = match.ours.payment
            finding.ours = Finding.Side(kind: match.ours.kind, money: match.ours.money)
            finding.theirs = Finding.Side(match.theirs)
            finding.since = match.ours.instant
            return finding
        }
        let missingThere = reconciliation.missingThere.map { movement in
            var finding = Finding(.missingThere, movement.id)
            finding.payment = movement.payment
            finding.ours = Finding.Side(kind: movement.kind, money: movement.money)
            finding.since = movement.instant
            return finding
        }
        func told(_ list: Finding.List, _ lines: [SettlementLine]) -> [Finding] {
            lines.map { line in
                var finding = Finding(list, line.reference)
                finding.theirs = Finding.Side(line)
                return finding
            }
        }
        return differing + told(.missingHere, reconciliation.missingHere) + missingThere
            + told(.doubled, reconciliation.doubled)
    }
}

extension SettlementReport.Sum {
    mutating func add(_ line: SettlementLine) {
        switch line.kind {
        case .capture: captures += line.money.minor
        case .refund: refunds += line.money.minor
        }
        fees += line.fee
    }
}

extension Finding.Side {
    init(_ line: SettlementLine) { self.init(kind: line.kind, money: line.money) }
}
