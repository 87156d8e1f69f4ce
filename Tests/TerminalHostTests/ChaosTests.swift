import CB2A
import Cards
import ISO8583
import Ledger
import Roles
import Synchronization
import Testing
import Vocabulary

@testable import ProviderHost
@testable import TerminalHost

@Suite struct ChaosTests {
    private final class Tally: Sendable {
        let approved = Mutex<[AuthorisationRequest]>([])
        let undone = Mutex<[AuthorisationRequest]>([])
    }

    /// Many terminals, servers that fail in every way, a host that is restarted: in the end every payment that a terminal holds for
    /// approved is held in both books, and every other one in none.
    @Test(arguments: Place.allCases)
    func `whatever fails, both books end up as the terminals have it`(place: Place) async throws {
        try await Bench.with(place, patience: .milliseconds(500)) { bench in
            let tally = Tally()
            for round in 0..<3 {
                let modes = ServerFault.Mode.allCases
                for (number, server) in ["a", "b"].enumerated() {
                    let fault = ServerFault(modes[(round + number * 2) % modes.count], share: 30, milliseconds: 250)
                    #expect(bench.faults.set(fault, on: server))
                }
                try await withThrowingTaskGroup { group in
                    for terminal in 0..<8 {
                        group.addTask {
                            for payment in 0..<6 {
                                let trace = UInt32(round * 100 + payment * 2 + 1)
                                let request = try request(trace, terminal: "TERM000\(terminal)")
                                let response = try await bench.authorise(request, within: .seconds(8))
                                if response?.code == .approved {
                                    tally.approved.withLock { $0.append(request) }
                                    continue
                                }
                                tally.undone.withLock { $0.append(request) }
                                guard response == nil else { continue }
                                while !(try await bench.reverse(request, trace: trace + 1, isRepeat: true)) {}
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await bench.restartHost()
            }
            for server in ["a", "b"] { #expect(bench.faults.set(nil, on: server)) }
            #expect(try await bench.authoriser(now: Instant(seconds: 1 << 40)).undoDue() == 0)
            for request in tally.approved.withLock({ $0 }) {
                #expect(try await bench.held(request) == 1_000)
                #expect(try await bench.atProvider(request)?.isApproved == true)
            }
            for request in tally.undone.withLock({ $0 }) {
                #expect(try await bench.held(request) == 0)
                #expect(try await bench.atProvider(request)?.isApproved != true)
            }
            let (good, bad) = (tally.approved.withLock { $0.count }, tally.undone.withLock { $0.count })
            #expect(good > 0)
            #expect(good + bad == 144)
            let held = try await bench.store.balances().first { $0.account.place == .held }?.amount ?? 0
            #expect(held == Int64(good) * 1_000)
        }
    }
}
