import Foundation
import TestProcesses
import Testing

/// The optimiser of Swift 6.3.1 leaves out that an actor's code goes back to its actor (docs/adr/0012-no-hop-optimiser.md).
@Suite struct OptimiserTests {
    @Test func `an actor's optimised code is on its actor after it has waited`() throws {
        let process = TestProcess()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "ActorHop")
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
        #expect(text == "4000 were back in time\n")
    }
}
