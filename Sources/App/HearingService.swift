internal import CLI
internal import HTTP
internal import Hearing
internal import Journal
internal import Judging
internal import Lookout
internal import Machine
internal import Telemetry
internal import Vocabulary
internal import Watching

/// What others tell, in service: the hearer, its clock, and who reads pages of counters.
final class HearingService: Sendable {
    let hearer: Hearer
    private let client: ClientLoop?
    private let scraper: Scraper?

    /// - Parameter sink: who judges.
    init(
        _ matrix: Matrix, store: any JournalTransfer, sink: any HearingSink, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) throws(ProgramFailure) {
        let problem: @Sendable (String) -> Void = { sentence in
            logger.warning("what others tell", [.error: LogValue(sentence)])
        }
        hearer = Hearer(
            matrix,
            parts: Hearer.Parts(
                store: store, sink: sink, zones: ZoneFiles.catalogue, now: now, random: Entropy.bytes,
                problem: problem))
        guard !hearer.places.isEmpty else {
            client = nil
            scraper = nil
            return
        }
        do throws(FetchError) {
            let client = try ClientLoop(userAgent: "Vigie/\(Program.version)")
            self.client = client
            scraper = Scraper(
                hearer, client: client.client,
                chance: { Double(Entropy.number() >> 11) / 9_007_199_254_740_992 }, problem: problem)
        } catch {
            throw .other(
                message: "the client that reads counters could not be started: \(error.message)", hint: nil,
                code: .fault)
        }
    }

    /// Before the first request: what was heard before is known, and where each address leads.
    func begin() async { await hearer.begin() }

    /// Works until its task is cancelled; then it writes down until when it listened.
    func run() async {
        await withTaskGroup(of: Void.self) { [hearer, scraper] group in
            group.addTask { await scraper?.run() }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    await hearer.tick()
                }
            }
        }
        await hearer.end()
    }

    func close() async { await client?.close() }
}

/// What is heard, on its way to who judges; turns are written to the log, too.
struct HearingRelay: HearingSink {
    let lookout: Lookout
    let logger: Logger

    func take(_ heard: [Heard]) async {
        for one in heard {
            switch one {
            case .counted(let span):
                _ = lookout.tell(
                    .outcomes(
                        target: span.target, from: span.from, until: span.until, good: span.good, failed: span.failed,
                        code: span.code))
                // Few mean that few came only where everybody told who usually does. Hours of the week are those of UTC.
                if span.isWhole {
                    _ = lookout.tell(
                        .arrivals(
                            target: span.target, from: span.from, until: span.until, count: span.good + span.failed,
                            offset: 0))
                }
            case .told(let target, let word, let since, let at):
                _ = lookout.tell(.told(target: target, word, since: since, at: at))
                note(target, word)
            case .changed(let change):
                _ = lookout.tell(
                    .changed(name: change.title, at: change.at, parts: change.parts, expectedGap: change.expectedGap))
                logger.info("changed", [.check: LogValue(change.title)])
            }
        }
    }

    private func note(_ target: String, _ word: ToldStanding.Word) {
        switch word {
        case .good: logger.info("heard", [.check: LogValue(target)])
        case .unknown: logger.info("nothing is known", [.check: LogValue(target)])
        case .silent: logger.warning("not heard", [.check: LogValue(target)])
        case .wrong(let code): logger.warning("it fails", [.check: LogValue(target), .code: LogValue(code)])
        }
    }
}
