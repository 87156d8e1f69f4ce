import Glibc
import Judging
import Network
import Observing
import Probes
import Series
import Synchronization
import Testing
import Vocabulary
import Watching

/// From a declaration to what is asked, and what the judge is told.
@Suite struct DeclaredProbeTests {
    private struct Materials: ProbeMaterials {
        func content(of file: String) throws(ProbeMakingError) -> [UInt8] {
            guard file == "ca.pem" else { throw ProbeMakingError("\(file) is not there") }
            return Array("pem".utf8)
        }

        func secret(_ reference: String) throws(ProbeMakingError) -> String {
            guard reference == "env:TOKEN" else { throw ProbeMakingError("\(reference) is not there") }
            return "s3cret ${id}"
        }
    }

    private let address = NetworkAddress(version4: 0xc000_0201)

    private func matrix(_ probe: ProbeDeclaration, _ stop: Stop? = nil) throws -> Matrix {
        var probe = probe
        probe.through = ["a"]
        let paths = stop.map { [WatchPath("ways", .ingress, legs: [[$0]])] } ?? []
        probe.paths = paths.map(\.name)
        return try Matrix(
            WatchDeclaration(
                vantages: [Vantage("here")], parts: [Part("a", .instance)], paths: paths, probes: [probe]))
    }

    private func http(_ probe: ProbeDeclaration, _ stop: Stop? = nil) throws -> HTTPQuestion {
        let matrix = try matrix(probe, stop)
        let probes = try ProbeMaker(Materials()).probes(matrix.declaration.probes[0], matrix.targets[0], at: address)
        guard case .http(let question) = try #require(probes.first).question else { throw ProbeMakingError("no http") }
        return question
    }

    @Test func `a stop says where to connect, which name is asked for, and what comes next`() throws {
        let step = ProbeQuestion.Step(
            headers: [try #require(HeaderField("authorization: Bearer ${env:TOKEN}"))], body: "{${id}}")
        let probe = ProbeDeclaration(
            "p", .http, to: Destination("https://pay.example.com/health?x=1"), security: .init(isEncrypted: true),
            question: .http(.init(steps: [step], redirects: 2, version: .two)))
        let stop = Stop(
            "i", address: Destination("192.0.2.1:8443"), host: "one.example.com",
            headers: [try #require(HeaderField("x-route: i"))])
        let question = try http(probe, stop)
        #expect(question.place == SocketAddress(address: address, port: 8_443))
        #expect(question.version == .http2 && question.redirectsMost == 2)
        #expect(question.steps[0].url.filled(with: [:]) == "https://one.example.com/health?x=1")
        #expect(question.steps[0].headers.map(\.name) == ["x-route", "authorization"])
        // What a secret holds is no place for something else.
        #expect(question.steps[0].headers[1].value.filled(with: ["id": "7"]) == "Bearer s3cret ${id}")
        #expect(question.steps[0].body.filled(with: ["id": "7"]) == "{7}")
        #expect(question.steps[0].body.filled(with: [:]) == nil)
        #expect(!"\(question)".contains("s3cret"))
    }

    @Test func `a field of the name Host says which name is asked for`() throws {
        let step = ProbeQuestion.Step(headers: [try #require(HeaderField("Host: shop.example"))])
        let probe = ProbeDeclaration(
            "p", .http, to: Destination("http://192.0.2.1:8080/"), question: .http(.init(steps: [step])))
        let question = try http(probe)
        #expect(question.steps[0].url.filled(with: [:]) == "http://shop.example/")
        #expect(question.steps[0].headers.isEmpty && question.place.port == 8_080)
    }

    @Test func `a field of the name Host beside a server's name says it in HTTP alone`() throws {
        let step = ProbeQuestion.Step(headers: [try #require(HeaderField("Host: shop.example"))])
        let probe = ProbeDeclaration(
            "p", .http, to: Destination("https://ingress.example/"),
            security: .init(isEncrypted: true, serverName: "ingress.example"), question: .http(.init(steps: [step])))
        let question = try http(probe)
        #expect(question.steps[0].url.filled(with: [:]) == "https://ingress.example/")
        #expect(question.steps[0].headers.map(\.name) == ["Host"])
    }

    @Test func `what is not there is said`() throws {
        var probe = ProbeDeclaration(
            "p", .tls, to: Destination("192.0.2.1:443"), security: .init(isEncrypted: true, authorities: "no.pem"),
            question: .tls(.init(names: ["a.example", "b.example"])))
        let wrong = try matrix(probe)
        #expect(throws: ProbeMakingError("no.pem is not there")) {
            try ProbeMaker(Materials()).probes(probe, wrong.targets[0], at: address)
        }
        probe.security.authorities = "ca.pem"
        let both = try ProbeMaker(Materials()).probes(probe, wrong.targets[0], at: address)
        #expect(both.count == 2)
    }

    @Test(arguments: [
        (SampleOutcome.ok, ProbeKind.http, Outcome.good), (SampleOutcome(.late), .http, .good),
        (SampleOutcome(.refused, code: 51), .instoreCB2A, .refused),
        (SampleOutcome(.unknown, at: .own), .http, .unknown),
        (SampleOutcome(.failed, at: .secure, code: 62), .tls, .failed(.handshake, code: "62")),
        (SampleOutcome(.failed, at: .behind, code: 91), .instoreCB2A, .failed(.behind, code: "91")),
        (SampleOutcome(.failed, at: .content), .dns, .failed(.content, code: "content")),
        (SampleOutcome(.failed, at: .receive, code: 110), .dns, .failed(.name, code: "110")),
        (SampleOutcome(.failed, at: .answer), .certificate, .failed(.content, code: "answer")),
        (SampleOutcome(.failed, at: .receive, code: 110), .http, .failed(.request, code: "110")),
    ])
    func `the judge is told`(sample: SampleOutcome, kind: ProbeKind, outcome: Outcome) {
        #expect(sample.judged(of: kind) == outcome)
    }

    // MARK: Asking a target

    /// Answers as it is told, by address.
    private struct Told: Prober {
        let outcomes: [NetworkAddress: SampleOutcome]

        func run(_ probe: Probe) async -> ProbeReport {
            guard case .tcp(let question) = probe.question else { preconditionFailure("only tcp is asked here") }
            let outcome = outcomes[question.place.address] ?? SampleOutcome(.unknown, at: .own)
            return ProbeReport(
                began: Instant(seconds: 1), outcome: outcome, total: .seconds(1), phases: [:], words: "said")
        }
    }

    private func ask(_ outcomes: [NetworkAddress: SampleOutcome]) async throws -> TargetReport {
        let probe = ProbeDeclaration(
            "p", .tcp, to: Destination("pay.example:80"), timeout: .seconds(60), question: .tcp(exchange: []))
        let target = try matrix(probe).targets[0]
        let found = outcomes.keys.sorted { $0.description < $1.description }
        let names = SystemNames(threads: 1) { $0 == "pay.example" ? found : [] }
        let asker = TargetAsker(Told(outcomes: outcomes), names: names, materials: Materials()) { Instant(seconds: 1) }
        let report = await asker.ask(probe, target)
        await names.close()
        return report
    }

    @Test func `every address is asked apart, and one that fails is the target's failure`() async throws {
        let six = try #require(NetworkAddress("2001:db8::1"))
        let both = try await ask([address: .ok, six: SampleOutcome(.failed, at: .receive, code: 110)])
        #expect(both.answers.count == 2 && both.answers.allSatisfy { $0.report.phases[.resolve] != nil })
        #expect(both.whole.outcome.kind == .failed && both.whole.words == "2001:db8::1: said")
        // No way to IPv6 says nothing of who has it.
        let four = try await ask([address: .ok, six: SampleOutcome(.failed, at: .connect, code: 101)])
        #expect(four.whole.outcome == .ok)
        let own = try await ask([address: SampleOutcome(.unknown, at: .own), six: .ok])
        #expect(own.whole.outcome == .ok)
        let none = try await ask([:])
        #expect(none.whole.outcome == SampleOutcome(.failed, at: .resolve))
        #expect(none.whole.words == "pay.example has no address here")
    }

    private final class Gate: Sendable {
        let isOpen = Atomic(false)
    }

    @Test func `a resolver that does not answer holds up nobody for longer than the time`() async {
        let gate = Gate()
        let names = SystemNames(threads: 1) { _ in
            // Blocks as a resolver does.
            while !gate.isOpen.load(ordering: .acquiring) { usleep(1_000) }
            return []
        }
        async let same = names.addresses(of: "slow.example", within: .minutes(10))
        let early = await names.addresses(of: "slow.example", within: TimeSpan(microseconds: 50_000))
        #expect(early.ending == .timedOut || early.ending == .unasked)
        gate.isOpen.store(true, ordering: .releasing)
        #expect(await same.ending == .none)
        await names.close()
    }
}
