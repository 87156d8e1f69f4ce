import Foundation
import Gateway
import JSON
import JournalContract
import Ledger
import LedgerContract
import StoreSQLite
import TestProcesses
import Testing

/// A gateway that is killed (-9) at random moments, again and again, with a provider that does not always do what it says.
@Suite struct CrashTests {
    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// The number of rounds; the full measure is 200.
    private static let rounds = setting("VIGIE_CRASH_ROUNDS").flatMap { Int($0) } ?? 12
    private static let seed = setting("VIGIE_CRASH_SEED").flatMap { UInt64($0) } ?? 20_251_204

    @Test(.timeLimit(.minutes(30)))
    func `after kill -9 what counts at the provider is what the ledger says, and every answer stays`() async throws {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: here).deletingLastPathComponent()
            .appendingPathComponent("GatewayCrashWriter").path
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-gateway-crash-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (ledger, books) = (folder + "/ledger.sqlite", folder + "/books")
        var random = SeededRandom(seed: Self.seed)
        var heard: [String: (status: String, payment: String)] = [:]
        for run in 0..<Self.rounds {
            let output = "\(folder)/run-\(run)"
            let child = try ChildProcess(program, [ledger, books, String(run), String(Self.seed)], output: output)
            for _ in 0..<20_000 where try readText(output).isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(UInt64.random(in: 1...200, using: &random)))
            #expect(child.killAndWait() == 9, "the gateway ended by itself in round \(run)")
            // The last line may be cut: only what ends with a line feed was acknowledged.
            for line in try readText(output).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                let words = line.split(separator: " ").map(String.init)
                try #require(words.count == 3, "the gateway said \"\(line)\"")
                heard[words[0]] = (words[1], words[2])
            }
        }
        let settling = TestProcess()
        settling.executableURL = URL(fileURLWithPath: program)
        settling.arguments = [ledger, books, "settle"]
        try settling.run()
        settling.waitUntilExit()
        #expect(settling.terminationStatus == 0)
        try await check(ledger, books, heard)
    }

    private func check(
        _ ledger: String, _ books: String, _ heard: [String: (status: String, payment: String)]
    ) async throws {
        let store = try await SQLiteLedger.open(path: ledger)
        try await checkWhole(store)
        var done: [String: (kind: String, amount: Int64)] = [:]
        var reversed: Set<String> = []
        for line in try readText(books).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "reverse" {
                reversed.insert(words[1])
            } else {
                done[words[1]] = (words[0], Int64(words[2]) ?? 0)
            }
        }
        let standing = done.filter { !reversed.contains($0.key) && $0.value.kind != "authorise" }
        var movements: [String: Int64] = [:]
        var reservations: Set<String> = []
        var payments = 0
        var last: PaymentID?
        while true {
            let page = try await store.payments(after: last, limit: 1_000)
            for payment in page {
                payments += 1
                for movement in payment.movements { movements[movement.id.rawValue] = movement.amount }
                let wasCollected = payment.movements.contains { $0.id.rawValue == "\(payment.id)-1" }
                if payment.released < payment.authorised, !wasCollected { reservations.insert("\(payment.id)-1") }
            }
            guard let end = page.last else { break }
            last = end.id
        }
        #expect(standing.mapValues(\.amount) == movements, "the provider's books and the ledger differ")
        let authorised = Set(
            done.filter { $0.value.kind == "authorise" && !reversed.contains($0.key) }.map(\.key))
        #expect(authorised == reservations, "reservations at the provider and in the ledger differ")
        // Nothing is under way any more, and every key has the answer that was given.
        var after: String?
        var waiting = 0
        while true {
            let page = try await store.records(RecordQuery("payment", after: after))
            for record in page {
                let payment = try GatewayPayment(json: JSONValue(reading: record.body))
                if payment.isInHand || payment.underWay != nil || payment.waiting != nil { waiting += 1 }
            }
            guard let end = page.last else { break }
            after = end.id.key
        }
        #expect(waiting == 0)
        for (name, answer) in heard {
            let key = try RequestKey(name, merchant: "shop", method: "POST", path: "/", body: [])
            let record = try #require(try await store.record(key.recordID ?? recordID("none")))
            let body = try JSONValue(reading: record.body)
            #expect(body["body"]?["status"]?.string == answer.status, "\(name)")
            #expect(body["body"]?["id"]?.string == answer.payment, "\(name)")
        }
        #expect(!heard.isEmpty)
        print("gateway crash rounds: \(Self.rounds), payments heard: \(heard.count), in the ledger: \(payments)")
        await store.close()
    }
}
