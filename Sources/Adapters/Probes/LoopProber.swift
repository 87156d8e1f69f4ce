package import HTTP
package import Machine
internal import Network
package import Observing
internal import Series
internal import Vocabulary

/// Runs probes on one event loop. Nothing is kept between two probes: no connection, no session, no address.
package final class LoopProber: Prober {
    let loop: EventLoop
    let contexts = TLSContexts()

    private let fetcher: (any HTTPFetching)?
    private let disk = DiskRun()

    /// The loop and the fetcher stay their owner's, who stops them when no probe runs any more. Without a fetcher, HTTP/2,
    /// redirects and other origins than the first one are not asked.
    package init(loop: EventLoop, fetcher: (any HTTPFetching)? = nil) {
        self.loop = loop
        self.fetcher = fetcher
    }

    /// Ends what waits for disks; later probes of files say that they do not know.
    package func close() async { await disk.close() }

    package func run(_ probe: Probe) async -> ProbeReport {
        var context: TLSContext?
        if let terms = probe.question.terms {
            do throws(TLSSetupError) {
                context = try contexts.context(for: terms)
            } catch {
                return Self.unknown("the probe cannot be run: \(error)")
            }
        }
        switch probe.question {
        case .http(let question):
            var run = HTTPRun(probe, question, by: HTTPAsker(loop: loop, contexts: contexts), over: fetcher)
            return await run.report()
        case .file(let question): return await disk.report(probe) { FileLook.ending(question, at: Self.now) }
        case .certificate(let question):
            return await disk.report(probe) { [context] in
                CertificateLook.ending(question, trusting: context, at: Self.now)
            }
        case .grpc(let question):
            guard let fetcher else { return Self.unknown("this prober was given no HTTP client") }
            return await GRPCRun(probe, question, over: fetcher).report()
        case .payment: return Self.unknown("this prober speaks with no payment channel")
        case .tcp, .tls, .service, .dns, .echo, .command: return await converse(probe, context)
        }
    }

    private static var now: Instant { Instant(microseconds: SystemClock.wallMicroseconds()) }

    private func converse(_ probe: Probe, _ context: TLSContext?) async -> ProbeReport {
        let report = await withCheckedContinuation { (continuation: CheckedContinuation<ProbeReport?, Never>) in
            let waiter = ProbeWaiter(continuation)
            loop.execute { [loop] in Self.start(probe, context, on: loop) { waiter.give($0) } }
        }
        return report ?? Self.unknown("the prober is being stopped")
    }

    static func unknown(_ words: String) -> ProbeReport {
        ProbeReport(
            began: Instant(microseconds: SystemClock.wallMicroseconds()), outcome: SampleOutcome(.unknown, at: .own),
            total: .zero, phases: [:], words: words)
    }

    private static func start(
        _ probe: Probe, _ context: TLSContext?, on loop: EventLoop, _ done: @escaping (ProbeReport) -> Void
    ) {
        let clock = ProbeClock(probe)
        let security = context.flatMap { context in
            probe.question.terms.map {
                Conversation.Security(context: context, terms: $0, isFromStart: probe.question.isSecureFromStart)
            }
        }
        switch probe.question {
        case .tcp(let question):
            Conversation(
                .stream, to: question.place, script: TCPScript(question), clock: clock, bytesMost: probe.bytesMost,
                on: loop
            ) { done(clock.report($0, probe)) }.begin()
        case .tls(let question):
            let script: any ConversationScript =
                question.steps.isEmpty
                ? TLSScript() : TCPScript(TCPQuestion(question.place, steps: question.steps))
            Conversation(
                .stream, security: security, to: question.place, script: script, clock: clock,
                bytesMost: probe.bytesMost, on: loop
            ) { done(clock.report(question.isToBeRefused ? refusal($0) : $0, probe)) }.begin()
        case .service(let question):
            Conversation(
                .stream, security: security, to: question.place, script: question.script, clock: clock,
                bytesMost: probe.bytesMost, on: loop
            ) { done(clock.report($0, probe)) }.begin()
        case .echo(let question):
            Conversation(
                .echo, to: SocketAddress(address: question.address, port: 0), script: EchoScript(question),
                clock: clock, bytesMost: probe.bytesMost, on: loop
            ) { done(clock.report($0, probe)) }.begin()
        case .command(let question):
            CommandRun(question, clock: clock, bytesMost: probe.bytesMost, on: loop) { done(clock.report($0, probe)) }
                .begin()
        case .http, .file, .certificate, .grpc, .payment: done(Self.unknown("no conversation asks this"))
        case .dns(let question):
            DNSAsking.begin(question, clock: clock, bytesMost: probe.bytesMost, on: loop) { ending, _ in
                done(clock.report(ending, probe))
            }
        }
    }
}

extension LoopProber {
    /// What is to be refused is alive when it is refused, and in danger when it is not.
    private static func refusal(_ ending: Conversation.Ending) -> Conversation.Ending {
        if ending.isRefusal {
            return Conversation.Ending(
                outcome: SampleOutcome(.refused, at: .secure, code: ending.outcome.code),
                words: "refused, as it is to be: \(ending.words)")
        }
        guard ending.outcome.kind == .ok else { return ending }
        return Conversation.Ending(
            outcome: SampleOutcome(.failed, at: .answer),
            words: "the connection was accepted, and it is to be refused: \(ending.words)")
    }
}

extension Probe.Question {
    /// What must be proved by both ends; nil when nothing is secured.
    var terms: TLSTerms? {
        switch self {
        case .tls(let question): question.terms
        case .service(let question): question.terms
        case .certificate(let question): question.trust.map { TLSTerms(name: "", trust: $0) }
        case .tcp, .http, .dns, .echo, .file, .command, .grpc, .payment: nil
        }
    }
}

extension Probe.Question {
    fileprivate var isSecureFromStart: Bool {
        guard case .service(let question) = self else { return true }
        // What has no words for becoming secure is so from its start: nothing is said in the clear that has terms.
        return switch question.service {
        case .smtp, .postgres: question.isSecureFromStart
        case .ssh, .redis, .webSocket: true
        }
    }
}

extension ServiceQuestion {
    fileprivate var script: any ConversationScript {
        let isToSecure = terms != nil && !isSecureFromStart
        return switch service {
        case .smtp(let helo): SMTPScript(helo: helo, isToSecure: isToSecure)
        case .ssh(let banner): SSHScript(banner: banner)
        case .redis(let login): RedisScript(login)
        case .webSocket(let host, let path, let origin, let headers, let steps):
            WebSocketScript(host: host, path: path, origin: origin, headers: headers, steps: steps)
        case .postgres(let user, let database):
            PostgresScript(user: user, database: database, isToSecure: isToSecure)
        }
    }
}

/// When a probe began, when its phases ended, and until when it may last. Used on its loop's thread alone.
final class ProbeClock {
    let began = Instant(microseconds: SystemClock.wallMicroseconds())
    private let start = SystemClock.monotonicMicroseconds()
    private let time: Int64
    private(set) var phases = PhaseTimes()
    private var mark: Int64

    convenience init(_ probe: Probe) { self.init(microseconds: probe.time.microseconds) }

    init(microseconds: Int64) {
        time = max(microseconds, 1_000)
        mark = start
    }

    /// How long it takes by now.
    var total: Int64 { SystemClock.monotonicMicroseconds() - start }

    /// How long is left; at least one microsecond.
    var left: Int64 { max(start + time - SystemClock.monotonicMicroseconds(), 1) }

    /// How much later than its end it is now.
    var overrun: Int64 { SystemClock.monotonicMicroseconds() - start - time }

    /// Ends a phase; one that comes several times is counted together.
    func end(_ phase: Sample.Phase) {
        let now = SystemClock.monotonicMicroseconds()
        phases.add(now - mark, to: phase)
        mark = now
    }

    func report(_ ending: Conversation.Ending, _ probe: Probe) -> ProbeReport {
        probe.report(ending, began: began, total: total, phases: phases)
    }
}

extension Probe {
    /// What a probe comes to when it ended so, with times in microseconds.
    func report(
        _ ending: Conversation.Ending, began: Instant, total: Int64, phases: PhaseTimes
    ) -> ProbeReport {
        var outcome = ending.outcome
        var words = ending.words
        if outcome.kind == .ok, let lateAfter, total > lateAfter.microseconds {
            outcome = SampleOutcome(.late, code: outcome.code)
            words += "; it took \(total) µs, and more than \(lateAfter.microseconds) µs are late"
        }
        return ProbeReport(
            began: began, outcome: outcome, total: TimeSpan(microseconds: total),
            phases: phases.spans, words: words, measures: ending.measures)
    }
}
