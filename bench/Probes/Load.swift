internal import DNS
internal import Machine
internal import Network
internal import Observing
internal import Probes
internal import Series
internal import Vocabulary
internal import Watching

/// So many probes at once on one loop, each followed by the next one.
struct Load {
    enum Kind: String {
        case http
        case https
        case tcp
        case tls
        case dns
    }

    private let kind: Kind
    private let target: Target

    init(_ kind: Kind, _ target: Target) {
        self.kind = kind
        self.target = target
    }

    func run(seconds: Double, atOnce: Int) async throws -> String {
        let loop = try EventLoop(name: "probes")
        let prober = LoopProber(loop: loop)
        let probes = try (0..<target.addresses).map { try probe(target.place($0)) }
        // What is made once is made before the clock starts.
        for probe in probes.prefix(4) { _ = await prober.run(probe) }
        let began = SystemClock.monotonicMicroseconds()
        let end = began + Int64(seconds * 1e6)
        let processor = processorSeconds()
        let counted = await withTaskGroup(of: Counted.self) { group in
            for number in 0..<atOnce {
                group.addTask(executorPreference: loop) {
                    var place = number
                    var own = Counted()
                    while SystemClock.monotonicMicroseconds() < end {
                        let report = await prober.run(probes[place % probes.count])
                        place += 1
                        own.done += 1
                        guard report.outcome.kind != .ok else { continue }
                        own.failed += 1
                        own.words = report.words
                    }
                    return own
                }
            }
            return await group.reduce(into: Counted()) { all, own in
                all.done += own.done
                all.failed += own.failed
                if !own.words.isEmpty { all.words = own.words }
            }
        }
        let used = processorSeconds() - processor
        let took = Double(SystemClock.monotonicMicroseconds() - began) / 1e6
        await prober.close()
        await loop.stop()
        return counted.line(took, used)
    }

    private func probe(_ place: SocketAddress) throws -> Probe {
        let terms = TLSTerms(name: target.name, trust: .only(pem: target.trust), validFor: .days(1))
        let time = TimeSpan.seconds(5)
        switch kind {
        case .tcp: return Probe(.tcp(TCPQuestion(place)), time: time)
        case .tls: return Probe(.tls(TLSQuestion(place, terms)), time: time)
        case .http:
            let step = HTTPStep("http://\(target.name):\(place.port)/", conditions: [try Condition("status == 200")])
            return Probe(.http(HTTPQuestion(place, steps: [step])), time: time)
        case .https:
            let step = HTTPStep("https://\(target.name):\(place.port)/", conditions: [try Condition("status == 200")])
            return Probe(.http(HTTPQuestion(place, steps: [step], terms: terms)), time: time)
        case .dns:
            guard let name = DomainName(target.name) else { throw Usage() }
            return Probe(
                .dns(
                    DNSQuestion(
                        server: place, name: name, type: .a, manner: .recursive(validated: false),
                        approved: ["192.0.2.7"])), time: time)
        }
    }
}
