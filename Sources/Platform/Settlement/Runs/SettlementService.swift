internal import Bytes
internal import JSON
package import Ledger
package import Telemetry
package import Vocabulary

/// Takes the provider's files in, one run after another.
///
/// A file is done when its report is kept, and until then it is taken in again from its beginning: settling has names that follow
/// from the file and the reference, so what an earlier try settled is found settled. A run may be killed anywhere, and several
/// instances may run at once.
package actor SettlementService {
    package struct Surroundings: Sendable {
        package var now: @Sendable () -> Instant
        package var sleep: @Sendable (TimeSpan) async -> Void
        package var logger: Logger

        package init(
            now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (TimeSpan) async -> Void, logger: Logger
        ) {
            self.now = now
            self.sleep = sleep
            self.logger = logger
        }
    }

    /// What a run did: the reports it made, and what stopped it.
    package struct Run: Sendable, Equatable {
        package var reports: [SettlementReport] = []
        /// Files whose reports were there before.
        package var known = 0
        /// Safe to show; the next run begins again.
        package var problem: String?

        package init(known: Int = 0) { self.known = known }
    }

    package nonisolated let schedule: SettlementSchedule
    package nonisolated let figures: SettlementFigures
    private let store: any RecordStore
    private let source: any SettlementSource
    private let surroundings: Surroundings
    /// Files that were read since the start and whose reports are kept, so that they are not read again each time.
    private var done: Set<SettlementNotice> = []
    private var tail: Task<Run, Never>?
    private var isStopping = false

    package init(
        _ schedule: SettlementSchedule, store: any RecordStore, source: any SettlementSource,
        figures: SettlementFigures, surroundings: Surroundings
    ) {
        self.schedule = schedule
        self.store = store
        self.source = source
        self.figures = figures
        self.surroundings = surroundings
    }

    package static let runsApart = TimeSpan.seconds(30)

    /// Runs now and then until its task is cancelled.
    package func work() async {
        while !Task.isCancelled, !isStopping {
            _ = await run()
            await surroundings.sleep(Self.runsApart)
        }
    }

    /// Takes no further file, and returns when the one that is being taken in is done.
    package func stop() async {
        isStopping = true
        _ = await tail?.value
    }

    /// Takes in what is new, after the run that is under way. With `again`, files that have a report are compared once more.
    package func run(again: Bool = false) async -> Run {
        let before = tail
        let task = Task {
            _ = await before?.value
            return await self.runOnce(again: again)
        }
        tail = task
        return await task.value
    }

    private func runOnce(again: Bool) async -> Run {
        var run = Run()
        do throws(SettlementProblem) {
            try await watch()
            for notice in try await notices() {
                if isStopping { break }
                if !again, done.contains(notice) {
                    run.known += 1
                    continue
                }
                if let report = try await take(notice, again: again) {
                    run.reports.append(report)
                } else {
                    run.known += 1
                }
                done.insert(notice)
            }
        } catch {
            run.problem = error.message
            surroundings.logger.warning("settlement run stopped", [.error: .text(error.message)])
        }
        figures.ran(stopped: run.problem != nil)
        await refreshStandings()
        return run
    }

    private func notices() async throws(SettlementProblem) -> [SettlementNotice] {
        do throws(SettlementSourceError) {
            return try await source.notices().sorted { $0.name < $1.name }
        } catch {
            throw SettlementProblem(error.message)
        }
    }

    /// Nil when its report is there already.
    private func take(_ notice: SettlementNotice, again: Bool) async throws(SettlementProblem) -> SettlementReport? {
        let bytes: [UInt8]
        do throws(SettlementSourceError) { bytes = try await source.content(of: notice) } catch {
            throw SettlementProblem(error.message)
        }
        let digest = SHA256Digest(of: bytes)
        let name = SettlementReport.name(source: notice.name, digest: digest)
        let books = SettlementBooks(store)
        do throws(LedgerError) {
            if !again, try await books.report(name) != nil { return nil }
            let now = surroundings.now()
            let (report, findings) = try await taken(bytes, notice.name, digest, at: now)
            guard try await books.keep(report, findings, at: now, replacing: again) else { return nil }
            figures.took(report)
            surroundings.logger.notice(
                "settlement file taken",
                [
                    .file: .text(report.name), .status: .text(report.outcome.rawValue),
                    .count: LogValue(report.matched),
                ])
            return report
        } catch {
            throw SettlementProblem(error.message)
        }
    }

    private func taken(
        _ bytes: [UInt8], _ source: String, _ digest: SHA256Digest, at now: Instant
    ) async throws(LedgerError) -> (SettlementReport, [Finding]) {
        let file: SettlementFile
        do throws(SettlementFileError) { file = try SettlementFile(reading: bytes) } catch {
            let report = SettlementReport.refused(
                .unreadable, error.description, source: source, digest: digest, at: now)
            return (report, [])
        }
        if let other = try await SettlementBooks(store).report(of: file.name, otherThan: digest) {
            let report = SettlementReport.refused(
                .nameTaken, "the name \(file.name) was used by \(other.source) with other content; give it another one",
                source: source, digest: digest, at: now)
            return (report, [])
        }
        let outcome = try await SettlementIntake(store).take(file, at: now)
        return SettlementReport.of(file, outcome, source: source, digest: digest, at: now)
    }

    /// Channels are watched from the first run on: days before it are nobody's debt.
    private func watch() async throws(SettlementProblem) {
        do throws(LedgerError) {
            try await SettlementBooks(store).watch(schedule.channels, from: surroundings.now())
        } catch {
            throw SettlementProblem(error.message)
        }
    }

    // MARK: Asked by pages and health

    package struct Stand: Sendable, Equatable {
        package let channel: Channel
        package let standing: ChannelStanding
    }

    package func standings() async throws(LedgerError) -> [Stand] {
        let now = surroundings.now()
        let books = SettlementBooks(store)
        var standings: [Stand] = []
        for channel in schedule.channels {
            let until = try await books.settledUntil(channel) ?? now
            guard let standing = schedule.standing(of: channel, settledUntil: until, at: now) else { continue }
            standings.append(Stand(channel: channel, standing: standing))
        }
        return standings
    }

    package func report(_ name: String) async throws(LedgerError) -> SettlementReport? {
        try await SettlementBooks(store).report(name)
    }

    /// The latest first.
    package func reports(limit: Int) async throws(LedgerError) -> [SettlementReport] {
        try await SettlementBooks(store).reports(limit: limit)
    }

    package func findings(of report: SettlementReport, page: Int) async throws(LedgerError) -> [Finding] {
        try await SettlementBooks(store).findings(of: report.name, page: page)
    }

    private func refreshStandings() async {
        guard let standings = try? await standings() else { return }
        for stand in standings { figures.stands(stand.channel, stand.standing) }
    }
}

/// Why a run stopped before its end.
struct SettlementProblem: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
