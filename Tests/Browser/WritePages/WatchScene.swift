import Console
import Journal
import Judging
import Lookout
import Observing
import Series
import Synchronization
import Vocabulary
import Watching

/// An invented platform under watch, in the guises that its pages must show.
final class WatchScene: WatchSource {
    enum Guise: String, CaseIterable {
        case empty, calm, one, many, stale
    }

    private let guise = Mutex(Guise.empty)
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) { self.now = now }

    func show(_ other: Guise) { guise.withLock { $0 = other } }
    private var shown: Guise { guise.withLock { $0 } }

    static let ill = "till-nexo/acquirers/acquirer-2"

    // MARK: The matrix

    private struct Probe {
        var name: String
        var kind: ProbeKind
        var component: String?
        var stops: [Int: [String]]
    }

    private static let columns: [WatchMatrixModel.Column] = [
        .init(path: "front", kind: .external), .init(path: "ingresses", kind: .ingress),
        .init(path: "instances", kind: .instance), .init(path: "acquirers", kind: .providerServer),
        .init(path: nil, kind: nil),
    ]
    private static let probes = [
        Probe(
            name: "shop-pay", kind: .ecommerce, component: "shop",
            stops: [
                0: ["192.0.2.10", "192.0.2.11"], 1: ["ingress-1", "ingress-2"], 2: ["shop-1", "shop-2", "shop-3"],
            ]),
        Probe(
            name: "card-check", kind: .threeDS, component: "shop",
            stops: [0: ["192.0.2.10", "192.0.2.11"], 2: ["acs-1", "acs-2"]]),
        Probe(
            name: "till-nexo", kind: .instoreNexo, component: "till",
            stops: [0: ["192.0.2.20"], 1: ["ingress-1", "ingress-2"], 3: ["acquirer-1", "acquirer-2"]]),
        Probe(
            name: "till-cb2a", kind: .instoreCB2A, component: "till",
            stops: [0: ["192.0.2.21"], 3: ["acquirer-1", "acquirer-2"]]),
        Probe(name: "wallet", kind: .alternative, component: "shop", stops: [0: ["192.0.2.30"]]),
        Probe(name: "shop-dns", kind: .dns, component: nil, stops: [4: ["ns1.example.net", "ns2.example.net"]]),
        Probe(name: "front-certificate", kind: .certificate, component: nil, stops: [4: ["front-certificate"]]),
        Probe(name: "nightly-settlement", kind: .heartbeat, component: "till", stops: [4: ["nightly-settlement"]]),
    ]

    private func target(_ probe: Probe, _ column: Int, _ stop: String) -> WatchMatrixModel.Target {
        let path = Self.columns[column].path
        let name = path.map { "\(probe.name)/\($0)/\(stop)" } ?? (stop == probe.name ? stop : probe.name + "/" + stop)
        var target = WatchMatrixModel.Target(
            name, stop: stop, standing: .up, since: now() - .days(3), heardAt: now() - .seconds(1),
            latency: TimeSpan(microseconds: 38_000))
        let isHit = stop == "acquirer-2"
        switch shown {
        case .one where isHit, .many where isHit:
            target.standing = .down
            target.since = now() - .minutes(4)
            target.caseNumber = 12
        case .many where stop == "ns2.example.net":
            target.standing = .unknown
            target.since = now() - .seconds(40)
        case .many where probe.name == "wallet":
            target.standing = .degraded
            target.since = now() - .minutes(31)
            target.caseNumber = 11
        case .many where stop == "shop-3":
            target.heardAt = now() - .minutes(6)
        case .many where probe.name == "nightly-settlement":
            target.standing = nil
            target.heardAt = nil
        case .stale: target.heardAt = now() - .hours(4)
        default: break
        }
        return target
    }

    func matrix() async throws(JournalError) -> WatchMatrixModel {
        guard shown != .empty else { return WatchMatrixModel(columns: [], rows: [], vantages: [], cases: []) }
        let rows = Self.probes.map { probe in
            WatchMatrixModel.Row(
                probe: probe.name, kind: probe.kind, channel: probe.kind.channel, component: probe.component,
                cells: Dictionary(
                    uniqueKeysWithValues: probe.stops.map { column, stops in
                        (column, stops.map { target(probe, column, $0) })
                    }))
        }
        let heard = shown == .stale ? now() - .hours(4) : now() - .seconds(1)
        var vantages = ["geneve", "milano", "paris"].map { WatchMatrixModel.VantageState(name: $0, heardAt: heard) }
        if shown == .many {
            vantages[1].doubt = .anchors
            vantages[1].doubtedUntil = now() + .minutes(1)
        }
        return WatchMatrixModel(
            columns: Self.columns, rows: rows, vantages: vantages,
            cases: try await cases().filter { $0.state != .closed })
    }

    // MARK: Cases

    func cases() async throws(JournalError) -> [CaseLine] {
        let twelve = CaseLine(
            number: 12, state: .open, since: now() - .minutes(4), cause: ["acquirer-2"], probability: 0.87, ailing: 4)
        let eleven = CaseLine(
            number: 11, state: .open, since: now() - .minutes(31), cause: ["bank-redirect"], probability: 0.62,
            ailing: 1,
            isPaged: false)
        let ten = CaseLine(
            number: 10, reference: "AC-2641", state: .closed, since: now() - .minutes(275),
            until: now() - .minutes(270), cause: ["acquirer-2"], probability: 0.9, incident: IncidentID("ac-1"))
        switch shown {
        case .empty, .stale: return []
        case .calm: return [ten]
        case .one: return [twelve, ten]
        case .many: return [twelve, eleven, ten]
        }
    }

    func knownCase(_ number: Int) async throws(JournalError) -> CaseModel? {
        guard let line = try await cases().first(where: { $0.number == number }) else { return nil }
        let loss = Explanation.Rule.loss(failed: 21, of: 44, evidence: 24.8, needed: 20.1)
        let down = Explanation.Rule.quorum(failed: 6, counted: 6, vantages: 3)
        let symptoms = [
            CaseModel.Symptom(
                Self.ill, .down, since: line.since, rule: down, stage: .connect, code: "111",
                isOver: line.state == .closed),
            .init(
                "till-cb2a/acquirers/acquirer-2", .down, since: line.since + .seconds(1), rule: down, stage: .connect,
                code: "111", isOver: line.state == .closed),
            .init(
                "shop-pay/front/192.0.2.10", .degraded, since: line.since + .seconds(9), rule: loss, stage: .behind,
                code: "91", isOver: line.state == .closed),
            .init(
                "till-nexo/front/192.0.2.20", .degraded, since: line.since + .seconds(12), rule: loss, stage: .behind,
                code: "91", isOver: true),
        ]
        let names = symptoms.map(\.target)
        let causes = [
            CaseModel.Cause(
                [.init("acquirer-2", .providerServer)], probability: 0.87, explains: names, failing: 4, passing: 21,
                recent: "AC-2641"),
            .init(
                [.init("acquirer", .provider)], probability: 0.09, explains: names, failing: 4,
                contradictedBy: ["till-nexo/acquirers/acquirer-1", "till-cb2a/acquirers/acquirer-1"], passing: 21,
                indistinct: ["acquirer-network"]),
            .init(
                [.init("ingress-1", .ingress), .init("front-certificate", .certificate)], probability: 0.02,
                explains: [names[2]], failing: 4, contradictedBy: ["card-check/front/192.0.2.10"], passing: 21,
                change: .init("ingress 4.2.1", at: line.since - .minutes(18))),
        ]
        var moments: [CaseModel.Moment] = [
            .init(.firstFailed(target: Self.ill, vantage: "paris"), at: line.since),
            .init(.paged(unstable: false), at: line.since + .seconds(2)),
            .init(.attached(target: names[2]), at: line.since + .seconds(24)),
            .init(.revised(parts: ["acquirer-1"]), at: line.since + .seconds(31)),
        ]
        if let end = line.until {
            moments += [
                .init(.monitoring, at: end), .init(.named("AC-2641"), at: end), .init(.closed, at: end + .minutes(10)),
            ]
        }
        return CaseModel(
            line, causes: causes, symptoms: symptoms, spans: [.init(from: line.since, to: line.until)],
            recurrence: line.state == .open
                ? .init(number: 10, reference: "AC-2641", ago: .minutes(271), isExact: true) : nil,
            missing: .init(through: ["acquirer-network"], notThrough: ["acquirer"]), moments: moments)
    }

    // MARK: A target

    func target(_ name: String) async throws(JournalError) -> TargetModel? {
        for probe in Self.probes {
            for (column, stops) in probe.stops {
                for stop in stops {
                    let line = target(probe, column, stop)
                    guard line.name == name else { continue }
                    return model(line, probe, Self.columns[column].path)
                }
            }
        }
        return nil
    }

    private func model(_ line: WatchMatrixModel.Target, _ probe: Probe, _ path: String?) -> TargetModel {
        let isIll = line.standing == .down
        let since = line.since ?? now()
        return TargetModel(
            line, probe: probe.name, kind: probe.kind, path: path, channel: probe.kind.channel,
            component: probe.component,
            through: ["paris-zone", "terminal-host", "acquirer-2"], pool: ["terminal-1", "terminal-2"],
            rule: isIll ? .quorum(failed: 6, counted: 6, vantages: 3) : .recovered(good: 24, clean: .seconds(10)),
            evidence: isIll
                ? (0..<6).map { number in
                    TargetModel.Evidence(
                        vantage: ["paris", "geneve", "milano"][number % 3],
                        at: since + TimeSpan(microseconds: Int64(number) * 40_000),
                        outcome: .failed(.connect, code: "111"), latency: TimeSpan(microseconds: 1_900))
                } : [],
            changes: [
                .init(.judged(line.standing ?? .unknown), since: since, rule: nil),
                .init(.blinked(until: since - .days(1) + .seconds(1)), since: since - .days(1), rule: nil),
                .init(
                    .judged(.degraded), since: since - .days(2),
                    rule: .slow(slow: 31, of: 60, evidence: 22.3, needed: 20.1)),
            ],
            cases: isIll
                ? [
                    CaseLine(
                        number: 12, state: .open, since: since, cause: ["acquirer-2"], probability: 0.87, ailing: 4)
                ] : [])
    }

    func history(_ target: String, _ reach: TargetHistory.Reach, now: Instant) async -> TargetHistory? {
        guard shown != .empty else { return nil }
        let end = shown == .stale ? now - .hours(4) : now
        guard let series = SeriesName(rawValue: target),
            let query = try? ChartQuery(series: series, from: now - reach.span, to: now, points: reach.points, now: now)
        else { return nil }
        let isIll = target == Self.ill && (shown == .one || shown == .many)
        var latest: [TargetHistory.Latest] = []
        let lines = ["geneve", "milano", "paris"].enumerated().compactMap { place, vantage -> Chart.Line? in
            guard let name = VantageName(rawValue: vantage) else { return nil }
            var points: [Chart.Point] = []
            var start = query.span.lowerBound
            var number = 0
            while start < min(query.span.upperBound, end) {
                // A place that was away for a while.
                if place == 1, number % 97 < 6 {
                    start = start + query.width
                    number += 1
                    continue
                }
                let samples = (0..<12).map { turn in
                    Self.sample(
                        start + .seconds(Int64(turn)), place, number, turn, isDown: isIll && start > now - .minutes(4))
                }
                points.append(Chart.Point(start: start, rollup: Rollup(samples)))
                start = start + query.width
                number += 1
            }
            latest += (0..<4).map { turn in
                .init(
                    vantage: vantage,
                    sample: Self.sample(end - .seconds(Int64(turn + 1)), place, number, turn, isDown: isIll))
            }
            return Chart.Line(vantage: name, points: points)
        }
        return TargetHistory(
            reach: reach, span: query.span, chart: Chart(width: query.width, level: query.level, lines: lines),
            latest: latest.sorted { $0.sample.instant > $1.sample.instant })
    }

    private static func sample(_ at: Instant, _ place: Int, _ number: Int, _ turn: Int, isDown: Bool) -> Sample {
        if isDown {
            return Sample(at: at, SampleOutcome(.failed, at: .connect, code: 111), total: TimeSpan(microseconds: 1_900))
        }
        if place == 1, number % 97 == 6 { return Sample(at: at, SampleOutcome(.unknown, at: .own), total: .zero) }
        if number % 53 == 0, turn < 3 {
            return Sample(at: at, SampleOutcome(.failed, at: .receive), total: .seconds(1))
        }
        let wave = Int64(abs((number % 60) - 30) * 180 + (turn * 37 + number * 11) % 29 * 420)
        let wait = 9_000 + Int64(place) * 5_000 + wave
        let phases: [Sample.Phase: TimeSpan] = [
            .resolve: TimeSpan(microseconds: 900), .connect: TimeSpan(microseconds: 4_200),
            .secure: TimeSpan(microseconds: 8_100), .wait: TimeSpan(microseconds: wait),
            .receive: TimeSpan(microseconds: 700),
        ]
        return Sample(at: at, .ok, total: TimeSpan(microseconds: 13_900 + wait), phases: phases)
    }

    // MARK: Noise

    func noise(_ reach: NoiseModel.Reach, in zone: Zone, now: Instant) async throws(JournalError) -> NoiseModel {
        let lines: [NoiseModel.Line] =
            shown == .many || shown == .one
            ? [
                .init(Self.ill, .quorum, judged: 6, paged: 2, pagedByNight: 1),
                .init("wallet/front/192.0.2.30", .loss, judged: 19, blinked: 0, paged: 5, pagedByNight: 3),
                .init("shop-dns/ns2.example.net", .stale, judged: 44, blinked: 0),
                .init("shop-pay/instances/shop-3", .quorum, judged: 3, blinked: 1_204, paged: 0, withheld: 2),
            ] : []
        return NoiseModel(
            reach: reach, from: now - .days(12), lines: lines,
            vantages: shown == .many ? [.init("milano", times: 17, byAnchors: 15)] : [])
    }
}
