internal import AgentBuffer
internal import CLI
internal import ConfigurationYAML
internal import Declaring
internal import Judging
internal import Lookout
internal import Machine
internal import Settings
internal import Synchronization
internal import Telemetry
internal import Vantages
internal import Vocabulary
internal import Watching

/// An agent with its parts: what speaks to the server, and what asks by the plan that it was told.
final class RunningAgent: Sendable {
    let identity: AgentIdentity
    let service: AgentService
    private let asker: WatchAsker
    private let client: ClientLoop
    private let buffer: FolderBuffer
    private let turn: Turn
    /// The plan as it was told last, so that a start without the server goes on by it.
    private let kept: String

    /// What asks at the moment. It is made before the service, and learns of it afterwards.
    private final class Turn: Sendable {
        struct State {
            var runner: VantageRunner?
            var task: Task<Void, Never>?
            var plan: VantagePlan?
        }

        let state = Mutex(State())
        let service = Mutex<AgentService?>(nil)
    }

    init(
        _ identity: AgentIdentity, folder: String, buffer: FolderBuffer, userAgent: String, logger: Logger,
        pause: @escaping @Sendable (TimeSpan) async -> Void
    ) async throws {
        self.identity = identity
        self.buffer = buffer
        let client = try ClientLoop(userAgent: userAgent)
        self.client = client
        let asker = try WatchAsker()
        self.asker = asker
        let turn = Turn()
        self.turn = turn
        let kept = folder + "/plan.yaml"
        self.kept = kept
        let known = Self.known(kept, identity, logger)
        service = try await AgentService(
            identity: identity, version: Program.version, fetcher: client.client, buffer: buffer,
            plan: known,
            surroundings: AgentService.Surroundings(
                now: ServeLog.now, sleep: pause, log: { Self.log($0, to: logger) },
                plan: {
                    Self.keep($0, kept, logger)
                    Self.begin($0, identity, turn, asker, logger, pause)
                },
                order: { Self.follow($0, turn, logger) }))
        turn.service.withLock { $0 = service }
        if let known { Self.begin(known, identity, turn, asker, logger, pause) }
    }

    private static func log(_ notice: AgentNotice, to logger: Logger) {
        logger.warning("the agent can't go on as it should", [.error: LogValue(notice.message)])
    }

    // MARK: The plan

    /// Nil where there is none, or none that can be read: the server tells it again.
    private static func known(_ kept: String, _ identity: AgentIdentity, _ logger: Logger) -> AgentAnswer.Plan? {
        guard Files.exists(kept) else { return nil }
        do {
            let plan = AgentAnswer.Plan(try Files.read(kept, most: AgentAnswer.bytesMost))
            _ = try self.plan(of: plan, for: identity.name.rawValue)
            return plan
        } catch {
            logger.warning("the plan of before can't be read; the server is asked for it", [.path: LogValue(kept)])
            return nil
        }
    }

    private static func keep(_ told: AgentAnswer.Plan?, _ kept: String, _ logger: Logger) {
        guard let told else { return Files.remove(kept) }
        do throws(MachineError) {
            try Files.replace(kept, with: told.body)
        } catch {
            logger.warning("the plan can't be kept for the next start", [.error: LogValue(error.message)])
        }
    }

    private static func begin(
        _ told: AgentAnswer.Plan?, _ identity: AgentIdentity, _ turn: Turn, _ asker: WatchAsker, _ logger: Logger,
        _ pause: @escaping @Sendable (TimeSpan) async -> Void
    ) {
        let plan: VantagePlan?
        do {
            plan = try told.flatMap { try self.plan(of: $0, for: identity.name.rawValue) }
        } catch {
            return logger.error("the plan can't be read; the one before stays", [.error: LogValue("\(error)")])
        }
        let runner = plan.map { plan in
            VantageRunner(
                plan,
                parts: VantageRunner.Parts(
                    asker: asker, now: ServeLog.now, pause: pause,
                    report: { reports in
                        let service = turn.service.withLock { $0 }
                        service?.offer(reports.map(ReportCoding.bytes), isUrgent: reports.contains(where: \.isUrgent))
                    }))
        }
        let before = turn.state.withLock { state in
            let before = state.task
            state = Turn.State(runner: runner, task: runner.map { runner in Task { await runner.run() } }, plan: plan)
            return before
        }
        before?.cancel()
        logger.info("watching", [.count: LogValue(plan?.targets.count ?? 0)])
    }

    /// The same text by the same reader gives the plan that the server has of this vantage.
    private static func plan(of told: AgentAnswer.Plan, for vantage: String) throws -> VantagePlan? {
        guard let node = try ConfigurationYAML.read(told.body, file: "the server's file of probes") else { return nil }
        let file = try WatchFile(node, file: "the server's file of probes", in: SettingsFile.surroundings)
        return VantagePlan(file.matrix, from: vantage, digest: "")
    }

    private static func follow(_ told: AgentAnswer.Order, _ turn: Turn, _ logger: Logger) {
        let offset = turn.service.withLock { $0 }?.clockOffset ?? .zero
        do throws(WireFault) {
            let order = try ReportCoding.order(told.body, offset: offset)
            turn.state.withLock { $0.runner }?.take(order)
        } catch {
            logger.warning("an order can't be read", [.error: LogValue(error.message)])
        }
    }

    // MARK: Once

    /// Asks what is to be done, does it once, and sends what came; whether all of it was sent.
    func once() async -> Bool {
        guard await service.exchange() else { return false }
        let plan = turn.state.withLock { state in
            state.task?.cancel()
            return state.plan
        }
        guard let plan else { return true }
        let number = UInt64(max(0, ServeLog.now().microseconds / 1_000))
        await withTaskGroup { group in
            for target in plan.targets where target.isScheduled {
                group.addTask { [asker, service] in
                    let answer = await asker.ask(target)
                    let report = VantageReport.result(
                        VantageResult(answer, target: target.name, number: number, purpose: .scheduled))
                    service.offer([ReportCoding.bytes(report)], isUrgent: true)
                }
            }
        }
        return await service.exchange()
    }

    func close() async {
        let task = turn.state.withLock { state in
            defer { state = Turn.State() }
            return state.task
        }
        task?.cancel()
        await task?.value
        turn.service.withLock { $0 = nil }
        await asker.close()
        await client.close()
        await buffer.close()
    }
}
