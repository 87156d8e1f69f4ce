import CB2A
import ISO8583
import Ledger
import Testing
import Vocabulary

@testable import TerminalHost

@Suite struct ExchangeNameTests {
    private func name(_ terminal: String, sent: String, now: Int64) throws -> ExchangeName? {
        ExchangeName(
            ExchangeKey(
                messageClass: .authorisation, trace: TraceNumber(42), sent: try #require(MessageTime(sent)),
                acceptor: Acceptor(acquirer: "12345", terminal: terminal, contract: "SHOP")),
            now: Instant(seconds: now))
    }

    // 2026-11-20, 2026-12-31T23:59:59, 2027-01-01T00:00:01, each UTC.
    @Test(
        arguments: [
            ("1120120000", 1_795_132_800, "20261120120000"), ("0101000001", 1_798_761_599, "20270101000001"),
            ("1231235959", 1_798_761_601, "20261231235959"), ("1231235959", 1_798_761_599, "20261231235959"),
        ] as [(String, Int64, String)])
    func `the year is the one that brings the message closest`(sent: String, now: Int64, stamp: String) throws {
        #expect(try name("TERM0001", sent: sent, now: now)?.payment.rawValue == "t:12345:TERM0001:\(stamp):000042")
    }

    @Test func `every terminal's name makes another name, within what names may be`() throws {
        var seen: Set<String> = []
        for terminal in ["TERM0001", "TERM 001", "TERM_001", "TERM_201", "é", "________", "........", "%%%%%%%%", ""] {
            let name = try #require(try name(terminal, sent: "1120120000", now: 1_795_132_800))
            #expect(seen.insert(name.payment.rawValue).inserted)
            for part in [name.reversal, name.capture, name.void] { #expect(part.rawValue.utf8.count <= 64) }
        }
    }
}
