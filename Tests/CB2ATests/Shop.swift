import CB2A
import Cards
import ISO8583
import Testing

/// A terminal of these tests, and what it sends.
enum Shop {
    static let acceptor = Acceptor(acquirer: "12345678901", terminal: "VIGIE001", contract: "VIGIESHOP000001")

    static func time(_ text: String) throws -> MessageTime { try #require(MessageTime(text)) }

    static func request(_ trace: UInt32, amount: UInt64 = 2_500) throws -> AuthorisationRequest {
        AuthorisationRequest(
            card: try CardNumber("4111111111111111"), expiry: "2812", amount: amount, trace: TraceNumber(trace),
            sent: try time("1120101601"), local: try time("1120111601"), category: "5411", entryMode: "051",
            acceptor: acceptor)
    }

    static func now(_ seconds: Int) throws -> TerminalDialogue.Now {
        TerminalDialogue.Now(elapsed: .seconds(seconds), stamp: try time("1120101630"))
    }

    static func transactions(_ count: Int) throws -> [BatchTransaction] {
        try (1...max(1, count)).prefix(count).map { number in
            BatchTransaction(
                card: try CardNumber(TestCards.simulated(.visa, serial: UInt32(number)).span),
                processingCode: number.isMultiple(of: 5) ? "200000" : "000000", amount: UInt64(100 * number),
                trace: TraceNumber(UInt32(number)), local: try time("1120120000"), entryMode: "051",
                authorisationCode: "A1B2C3")
        }
    }
}
