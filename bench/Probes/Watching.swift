internal import Judging
internal import Machine
internal import Network
internal import Observing
internal import Probes
internal import Series
internal import Vocabulary

/// Targets probed by HTTP once a second from three vantages of one machine, a third of a second apart, and judged as they answer:
/// bursts, raised rates and anchors as the judge asks for them. Prints verdicts and pages with the time of the clock.
actor Watching {
    static let vantages = 3
    static let anchors = 3
    private static let lateAfter: Int64 = 400_000

    private let prober: LoopProber
    private let port: UInt16
    private let end: Int64
    private var judge: Judge
    private var numbers: [Int: UInt64] = [:]
    private var unanswered: Set<Int> = []
    private var tries = 0
    private var raisedUntil: [Int: Int64] = [:]
    private(set) var probes = 0
    private(set) var failed = 0

    init(prober: LoopProber, targets: Int, port: UInt16, end: Int64) throws {
        self.prober = prober
        self.port = port
        self.end = end
        let parts = (0..<targets).map { Part("instance-\($0)", .instance) }
        let plan = try Plan(
            parts: parts, targets: (0..<targets).map { Judging.Target("target-\($0)", path: [PartNumber($0)]) },
            vantages: ["a", "b", "c"])
        judge = Judge(plan: plan)
    }

    private static var now: Int64 { SystemClock.wallMicroseconds() }

    static func run(seconds: Double, targets: Int, port: UInt16) async throws -> String {
        let loop = try EventLoop(name: "probes")
        let prober = LoopProber(loop: loop)
        let end = now + Int64(seconds * 1e6)
        let watching = try Watching(prober: prober, targets: targets, port: port, end: end)
        let processor = processorSeconds()
        await withTaskGroup(of: Void.self) { group in
            for vantage in 0..<vantages {
                group.addTask { await watching.watchAnchors(vantage) }
                for target in 0..<targets { group.addTask { await watching.watch(target, vantage) } }
            }
            group.addTask { await watching.turn() }
        }
        let line = await "all \(watching.probes) \(watching.failed) \(processorSeconds() - processor)"
        await prober.close()
        await loop.stop()
        return line
    }

    private static func sleep(until: Int64) async {
        let left = until - now
        if left > 0 { try? await Task.sleep(for: .microseconds(left)) }
    }

    private func watch(_ target: Int, _ vantage: Int) async {
        let period: Int64 = 1_000_000
        var next = Self.now / period * period + period + Int64(vantage) * period / 3 + Int64(target * 37 % 300) * 1_000
        while next < end {
            await Self.sleep(until: next)
            Task { await self.ask(target, vantage, .scheduled) }
            next += period
        }
    }

    private func watchAnchors(_ vantage: Int) async {
        while Self.now < end {
            await askAnchors(vantage)
            await Self.sleep(until: Self.now + 2_000_000)
        }
    }

    private func turn() async {
        while Self.now < end {
            follow(judge.take(.tick, now: Instant(microseconds: Self.now)))
            await Self.sleep(until: Self.now + 10_000)
        }
    }

    private func place(_ number: Int) -> SocketAddress {
        SocketAddress(address: NetworkAddress(version4: 0x7f00_0101 + UInt32(number)), port: port)
    }

    private func probe(_ place: SocketAddress) -> Probe {
        Probe(
            .http(HTTPQuestion(place, steps: [HTTPStep("http://shop.example:\(port)/")])), time: .seconds(1))
    }

    private func askAnchors(_ vantage: Int) async {
        for anchor in 0..<Self.anchors {
            let report = await prober.run(probe(place(200 + anchor)))
            tell(
                .anchor(
                    AnchorResult(
                        vantage: VantageNumber(vantage), anchor: anchor, at: report.began,
                        isGood: report.outcome.kind == .ok)))
        }
    }

    private func ask(_ target: Int, _ vantage: Int, _ purpose: Purpose) async {
        let stream = target * Self.vantages + vantage
        let number = numbers[stream, default: 0] + 1
        numbers[stream] = number
        tries += 1
        let own = tries
        unanswered.insert(own)
        let began = Self.now
        func observation(_ outcome: Outcome, _ took: Int64) -> Input {
            .observed(
                Observation(
                    TargetNumber(target), from: VantageNumber(vantage), number: number, purpose: purpose,
                    startedAt: Instant(microseconds: began), latency: TimeSpan(microseconds: took), outcome: outcome))
        }
        let late = Task {
            await Self.sleep(until: began + Self.lateAfter)
            if unanswered.contains(own) { tell(observation(.late, Self.lateAfter)) }
        }
        let report = await prober.run(probe(place(target)))
        unanswered.remove(own)
        late.cancel()
        probes += 1
        let outcome: Outcome
        switch report.outcome.kind {
        case .ok, .refused, .late: outcome = .good
        case .unknown: outcome = .unknown
        case .failed:
            failed += 1
            outcome = .failed(report.outcome.stage == .connect ? .connect : .answer, code: "\(report.outcome.code)")
        }
        tell(observation(outcome, report.total.microseconds))
    }

    private func tell(_ input: Input) { follow(judge.take(input, now: Instant(microseconds: Self.now))) }

    private func follow(_ decisions: [Decision]) {
        for decision in decisions {
            switch decision {
            case .burst(let order):
                for vantage in 0..<Self.vantages {
                    Task { await self.askAnchors(vantage) }
                    for _ in 0..<order.perVantage {
                        Task {
                            await Self.sleep(until: order.notBefore.microseconds)
                            await self.ask(order.target.value, vantage, .burst(order.burst))
                        }
                    }
                }
            case .raise(let target, let perSecond, let until):
                let isNew = raisedUntil[target.value, default: 0] < Self.now
                raisedUntil[target.value] = until.microseconds
                guard isNew else { continue }
                for vantage in 0..<Self.vantages { Task { await self.askOften(target.value, vantage, perSecond) } }
            case .ask(let targets):
                for target in targets {
                    for vantage in 0..<Self.vantages { Task { await self.ask(target.value, vantage, .extra) } }
                }
            case .verdict(let target, let verdict): say("\(verdict.standing)", target.value)
            case .microOutage(let target, _, _, _): say("micro", target.value)
            case .page(let page): for symptom in page.symptoms { say("page", symptom.target.value) }
            default: break
            }
        }
    }

    private func askOften(_ target: Int, _ vantage: Int, _ perSecond: Int) async {
        while Self.now < raisedUntil[target, default: 0] {
            Task { await self.ask(target, vantage, .extra) }
            await Self.sleep(until: Self.now + 1_000_000 / Int64(perSecond))
        }
    }

    private func say(_ what: String, _ target: Int) { print(what, target, Double(Self.now) / 1e6) }
}
