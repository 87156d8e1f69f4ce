import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

/// Against the kernel's own answers.
@Suite struct EchoProbeTests {
    private func probe(_ address: String, size: Int = 56) throws -> Probe {
        Probe(.echo(EchoQuestion(try #require(NetworkAddress(address)), size: size)), time: .seconds(5))
    }

    @Test func `this machine answers echoes of each size, on both families`() async throws {
        try await withProber { prober in
            for size in [16, 57, 1_400] {
                for address in ["127.0.0.1", "127.9.9.9", "::1"] {
                    let report = await prober.run(try probe(address, size: size))
                    if report.kind == .unknown {
                        // Where neither kind of socket is given to us, the report must say what to do.
                        #expect(report.words.contains("ping_group_range"), "\(report.words)")
                        continue
                    }
                    #expect(report.outcome == .ok && report.words == "\(size) bytes came back", "\(report.words)")
                    #expect(report.phases[.wait] != nil)
                }
            }
        }
    }

    @Test func `many at once each know their own reply`() async throws {
        try await withProber { prober in
            let probe = try probe("127.0.0.1")
            let reports = await withTaskGroup(of: ProbeReport.self) { group in
                for _ in 0..<50 { group.addTask { await prober.run(probe) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.count == 50)
            #expect(reports.allSatisfy { $0.kind == .ok || $0.words.contains("ping_group_range") })
        }
    }

    @Test func `what cannot be reached or asked is told`() async throws {
        try await withProber { prober in
            let everybody = await prober.run(try probe("255.255.255.255"))
            let isWithoutSocket = everybody.words.contains("ping_group_range")
            #expect(everybody.kind == .failed && everybody.stage == .connect || isWithoutSocket, "\(everybody.words)")
            for size in [0, 15, 1_401] {
                let report = await prober.run(try probe("127.0.0.1", size: size))
                #expect(report.kind == .unknown && report.stage == .own, "\(report.words)")
            }
        }
    }
}
