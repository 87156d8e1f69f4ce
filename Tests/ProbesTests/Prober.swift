import Machine
import Network
import Observing
import Probes
import Series
import Testing
import Vocabulary

func local(_ port: UInt16) -> SocketAddress {
    SocketAddress(address: NetworkAddress(version4: 0x7f00_0001), port: port)
}

/// Runs probes on a loop of their own.
func withProber(_ body: (LoopProber) async throws -> Void) async throws {
    let loop = try EventLoop(name: "probes")
    let prober = LoopProber(loop: loop)
    do {
        try await body(prober)
    } catch {
        await prober.close()
        await loop.stop()
        throw error
    }
    await prober.close()
    let load = await loop.run { loop.load }
    #expect(load?.registrations == 0 && load?.timers == 0, "a probe left something behind")
    await loop.stop()
}

extension LoopProber {
    /// Asks until the server is there that was just started: at most a minute or two.
    func once(_ probe: Probe, until isThere: (ProbeReport) -> Bool) async throws -> ProbeReport {
        for _ in 0..<3_000 {
            let report = await run(probe)
            if isThere(report) { return report }
            try await Task.sleep(for: .milliseconds(20))
        }
        return await run(probe)
    }
}

extension ProbeReport {
    var kind: SampleOutcome.Kind { outcome.kind }
    var stage: SampleOutcome.Stage { outcome.stage }
}
