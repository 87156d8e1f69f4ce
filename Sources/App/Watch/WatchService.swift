internal import Bytes
internal import CLI
internal import Console
internal import Declaring
internal import Journal
internal import Lookout
internal import Machine
internal import Observing
internal import Settings
internal import Synchronization
internal import Telemetry
internal import Vocabulary
internal import Watching

/// Watching in service: the lookout, the vantages of this process, and where results are kept. Nothing of it is there when nothing
/// is watched.
final class WatchService: Sendable {
    let matrix: Matrix
    let lookout: Lookout
    let series: any SeriesStore
    /// Of the file that the matrix was made of: what a vantage elsewhere must have too.
    let digest: String
    let orders: VantageOrders
    /// Vantages that are asked from this process.
    let here: [String]
    private let runners: [VantageRunner]
    private let asker: WatchAsker
    private let health: WatchHealth
    private let logger: Logger

    /// Nil where nothing is watched.
    static func make(
        settings: Settings, beside configuration: String?, store: any JournalTransfer, logger: Logger,
        now: @escaping @Sendable () -> Instant
    ) async throws(ProgramFailure) -> WatchService? {
        guard let file = try WatchFiles.load(settings, beside: configuration) else { return nil }
        let here = try vantages(settings, file.matrix)
        let digest = try WatchFiles.digest(settings, beside: configuration)
        let asker = try WatchAsker()
        let series = try await SeriesPlace.open(settings)
        return WatchService(file.matrix, here, digest, store, series, asker, logger, now)
    }

    /// The vantages that are asked from here.
    private static func vantages(_ settings: Settings, _ matrix: Matrix) throws(ProgramFailure) -> [String] {
        let declared = matrix.declaration.vantages.map(\.name)
        guard let here = settings.watchHere else { return declared }
        for name in here where !declared.contains(name) {
            throw .other(
                message: "watch.here names \(name), which is no vantage of \(settings.watchFile ?? "watch.file")",
                hint: NearestWord.to(name, among: declared).map { "did you mean \($0)?" }
                    ?? "declared: " + declared.joined(separator: ", "), code: .configuration)
        }
        return declared.filter(here.contains)
    }

    private init(
        _ matrix: Matrix, _ here: [String], _ digest: String, _ store: any JournalTransfer, _ series: any SeriesStore,
        _ asker: WatchAsker, _ logger: Logger, _ now: @escaping @Sendable () -> Instant
    ) {
        self.matrix = matrix
        self.here = here
        self.digest = digest
        self.series = series
        self.asker = asker
        self.logger = logger
        let orders = VantageOrders()
        self.orders = orders
        let pause: @Sendable (TimeSpan) async -> Void = { try? await Task.sleep(for: .microseconds($0.microseconds)) }
        let health = WatchHealth(logger)
        self.health = health
        let lookout = Lookout(
            matrix,
            parts: Lookout.Parts(
                journal: store, series: series, now: now, pause: pause, log: { health.note($0) },
                order: { orders.give($1, to: $0) }))
        self.lookout = lookout
        runners = here.compactMap { name in
            VantagePlan(matrix, from: name, digest: digest).map { plan in
                VantageRunner(
                    plan,
                    parts: VantageRunner.Parts(
                        asker: asker, now: now, pause: pause,
                        report: { [weak lookout] in lookout?.take($0, from: name) }))
            }
        }
        for runner in runners { orders.attach(runner.plan.vantage) { [weak runner] in runner?.take($0) } }
    }

    /// Works until it is stopped.
    func run() async {
        announce()
        let asking = runners.map { runner in Task { await runner.run() } }
        let leaving = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(30))
                tellWhatIsLeft()
            }
        }
        await lookout.run()
        leaving.cancel()
        for task in asking { task.cancel() }
        for task in asking { await task.value }
    }

    /// What was judged by then is written down while `run` ends.
    func stop() { lookout.stop() }

    func close() async {
        await asker.close()
        tellWhatIsLeft()
        await series.close()
    }

    /// What the console's pages are made of.
    func source(_ store: any JournalTransfer) -> LookoutSource {
        LookoutSource(matrix, store: store, series: series) { [lookout] in WatchLive(lookout.picture()) }
    }

    /// Figures and health, where all others are.
    func show(in site: SiteService) {
        health.show(site.health.check("watching", holdsBack: false))
        WatchMetrics.register(lookout, runners, in: site.metrics.registry)
    }

    /// After a reload: what is asked stays as it was until the next start.
    func tellChanges(_ settings: Settings, beside configuration: String?) {
        do throws(ProgramFailure) {
            guard try WatchFiles.digest(settings, beside: configuration) != digest else { return }
            _ = try WatchFiles.load(settings, beside: configuration)
            logger.warning("the file of probes is another one than at the start: a restart takes it up")
        } catch {
            logger.error(
                "the file of probes can't be read again; what it said at the start stays",
                [.hint: "vigie check says what is wrong"])
        }
    }

    private func tellWhatIsLeft() {
        for words in asker.takeLeft() {
            logger.error("a probe paid, and it could not be undone: look at it", [.error: LogValue(words)])
        }
    }

    private func announce() {
        logger.info(
            "watching",
            [
                .count: LogValue(matrix.targets.count),
                .node: LogValue(runners.map(\.plan.vantage).joined(separator: ",")),
            ])
        for vantage in matrix.declaration.vantages where vantage.anchors.isEmpty {
            logger.warning(
                "this vantage has no anchors, so what it sees fail can't be believed: nothing is called down by its word",
                [.node: LogValue(vantage.name)])
        }
        for probe in matrix.declaration.probes where !probe.kind.isPassive {
            let asked = probe.vantages.isEmpty ? matrix.declaration.vantages.count : probe.vantages.count
            guard asked < min(2, matrix.declaration.vantages.count) else { continue }
            logger.warning(
                "this probe is asked from one vantage of several, and two must agree before anything is called down",
                [.check: LogValue(probe.name)])
        }
    }
}

/// Whom orders go to: vantages of this process, and those that report from elsewhere.
final class VantageOrders: Sendable {
    private let sinks = Mutex<[String: @Sendable (VantageOrder) -> Void]>([:])

    /// In place of who took that vantage's orders before.
    func attach(_ vantage: String, _ sink: @escaping @Sendable (VantageOrder) -> Void) {
        sinks.withLock { $0[vantage] = sink }
    }

    func detach(_ vantage: String) { sinks.withLock { $0[vantage] = nil } }

    func give(_ order: VantageOrder, to vantage: String) {
        let sink = sinks.withLock { $0[vantage] }
        sink?(order)
    }
}
