import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

@Suite struct TCPProbeTests {
    private static let socat = "/usr/bin/socat"

    private func server(_ port: UInt16, _ behaviour: String) throws -> RealServer {
        try RealServer(Self.socat, ["TCP-LISTEN:\(port),bind=127.0.0.1,reuseaddr,fork", behaviour])
    }

    private func probe(
        _ port: UInt16, _ steps: [TCPQuestion.Step] = [], time: TimeSpan = .seconds(5), bytesMost: Int = 1 << 20
    ) -> Probe {
        Probe(.tcp(TCPQuestion(local(port), steps: steps)), time: time, bytesMost: bytesMost)
    }

    @Test func `bytes are sent as they are and answers are expected byte for byte`() async throws {
        let port = try RealServer.freePort()
        let echo = try server(port, "EXEC:cat")
        try await withProber { prober in
            let up = try await prober.once(probe(port)) { $0.kind == .ok }
            #expect(up.kind == .ok && up.words == "connected" && up.phases[.connect] != nil, "\(echo.log)")
            let binary: [UInt8] = [0, 4, 0xff, 0x08, 0x00, 0x0a]
            let good = await prober.run(
                probe(port, [.send(binary), .expectStart(binary), .send([0x41, 0, 0x42]), .expectWithin([0, 0x42])]))
            #expect(good.outcome == .ok, "\(good.words)")
            #expect(Set(good.phases.keys) == [.connect, .wait, .receive])
            #expect(good.phases.values.reduce(TimeSpan.zero, +) <= good.total)
            let wrong = await prober.run(probe(port, [.send(binary), .expectStart([0, 5])]))
            #expect(
                wrong.kind == .failed && wrong.stage == .answer && wrong.words.contains("expected 0005, but 0004ff"))
            let card: [UInt8] = [0xff, 0x41] + Array(repeating: 0x11, count: 7)
            let shown = await prober.run(probe(port, [.send(card), .expectStart([0])]))
            #expect(shown.stage == .answer && shown.words.contains("ff****************"), "\(shown.words)")
            let many = await prober.run(
                probe(port, [.send(Array(repeating: 7, count: 5_000)), .expectWithin([8])], bytesMost: 1_000))
            #expect(many.stage == .receive && many.words.contains("more than 1000 bytes"))
        }
    }

    @Test func `nobody who listens, silence and a closed connection are told apart`() async throws {
        let port = try RealServer.freePort()
        try await withProber { prober in
            let refused = await prober.run(probe(port))
            #expect(refused.kind == .failed && refused.stage == .connect && refused.outcome.code == 111)
            let silent = try server(port, "SYSTEM:sleep 3")
            _ = try await prober.once(probe(port)) { $0.kind == .ok }
            // A prober that is late itself says that it does not know; then it is asked again.
            let unanswered = try await prober.once(
                probe(port, [.send([1]), .expectStart([1])], time: TimeSpan(microseconds: 200_000))
            ) { $0.kind == .failed }
            #expect(
                unanswered.kind == .failed && unanswered.stage == .receive && unanswered.outcome.code == 110,
                "\(silent.log)")
            #expect(unanswered.phases[.wait] != nil)
            let other = try RealServer.freePort()
            let closing = try server(other, "SYSTEM:printf abc")
            _ = try await prober.once(probe(other)) { $0.kind == .ok }
            let cut = await prober.run(probe(other, [.expectStart(Array("abcd".utf8))]))
            #expect(cut.kind == .failed && cut.stage == .receive && cut.words.contains("\"abc\""), "\(closing.log)")
        }
    }

    @Test func `an answer that took longer than it should is late`() async throws {
        let port = try RealServer.freePort()
        let slow = try server(port, "SYSTEM:sleep 0.2; printf ready")
        try await withProber { prober in
            _ = try await prober.once(probe(port)) { $0.kind == .ok }
            var late = probe(port, [.expectStart(Array("ready".utf8))])
            late.lateAfter = TimeSpan(microseconds: 50_000)
            let report = await prober.run(late)
            #expect(report.kind == .late && report.words.contains("are late"), "\(slow.log)")
        }
    }

    @Test func `a stopped prober says nothing of whom it was to ask`() async throws {
        var kept: (any Prober)?
        try await withProber { kept = $0 }
        let report = await kept?.run(probe(9))
        #expect(report?.kind == .unknown && report?.stage == .own)
    }
}
