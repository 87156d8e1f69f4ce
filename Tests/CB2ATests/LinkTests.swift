import CB2A
import Cards
import Foundation
import ISO8583
import ISO8583Fuzzing
import JSON
import Testing

@Suite struct LinkTests {
    static func everyMessage() throws -> [CB2AMessage] {
        var request = try Shop.request(102)
        request.cardSequence = "001"
        request.track2 = Withheld("4111111111111111=28122010000012300000")
        request.chipData = Withheld([0x9F, 0x26, 0x02, 0xAB, 0xCD])
        request.reference = "632410000102"
        request.nationalData = [.init(type: 7, value: "2026"), .init(type: 10, value: "42")]
        let reversal = Reversal(of: request, trace: TraceNumber(103), sent: try Shop.time("1120101631"))
        let echo = Echo(trace: TraceNumber(104), sent: request.sent, acceptor: Shop.acceptor)
        let step = TelecollectionMessage.Step(trace: TraceNumber(9), acceptor: Shop.acceptor)
        let header = BatchHeader(file: "20261120-1", count: 3, window: 20, currency: "978", local: request.local)
        let transactions = try Shop.transactions(5)
        let batch: [TelecollectionMessage] = [
            .open(step, reason: "10", local: request.local, files: 1), .opened(step, .approved), .header(step, header),
            .headerAnswer(step, file: "20261120-1", .approved), .transaction(step, transactions[0], number: 1),
            .acknowledgement(step, lastNumber: 3, .approved),
            .totals(step, file: "20261120-1", currency: "978", count: 5, BatchTotals(transactions)),
            .totalsAnswer(step, file: "20261120-1", .reconcileError), .turn(step, .offer),
            .turnAnswer(step, .offer, .noActionTaken), .turn(step, .close), .turnAnswer(step, .close, .approved),
        ]
        return [
            .authorisationRequest(request),
            .authorisationResponse(AuthorisationResponse(to: request, code: .approved, authorisationCode: "A1B2C3")),
            .authorisationResponse(AuthorisationResponse(to: request, code: .issuerUnavailable)),
            .reversal(reversal), .reversal(reversal.repeated), .reversalResponse(ReversalResponse(to: reversal)),
            .echo(echo), .echoResponse(EchoResponse(to: echo)),
        ] + batch.map { .telecollection($0) }
    }

    @Test func `every message is read as it was written`() throws {
        for message in try Self.everyMessage() {
            let read = try CB2ALink.style.read(CB2ALink.style.write(message))
            #expect(read == message)
        }
    }

    @Test func `the wire is packed digits, EBCDIC texts and one byte for each length`() throws {
        let echo = Echo(trace: TraceNumber(101), sent: try Shop.time("1120101530"), acceptor: Shop.acceptor)
        let bytes = try CB2ALink.style.frame(.echo(echo))
        let expected =
            "0038" + "0800" + "822000010" + "0C00000" + "0400000000000000" + "1120101530" + "000101" + "0B012345678901"
            + "E5C9C7C9C5F0F0F1" + "E5C9C7C9C5E2C8D6D7F0F0F0F0F0F1" + "0301"
        #expect(
            bytes.dropFirst(2).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
                == String(expected.dropFirst(4)))
        #expect(bytes.count == 2 + Int(bytes[1]))
    }

    @Test func `a card that is no test card is refused before anything else`() throws {
        let profile = CB2ALink.style.profile
        var message = try profile.decode(CB2ALink.style.write(.authorisationRequest(try Shop.request(1))))
        try message.set(2, "4532015112830366")
        // And although a mandatory field is missing, too.
        message.remove(49)
        #expect(throws: CB2AError.card(.notATestCard)) { try CB2ALink.style.read(message) }
        try message.set(2, "4111111111111111")
        #expect(throws: CB2AError.format(ISO8583Error(.missingField, .field(49)))) { try CB2ALink.style.read(message) }
        try message.set(49, "978")
        try message.set(35, "4532015112830366=2812")
        #expect(throws: CB2AError.card(.notATestCard)) { try CB2ALink.style.read(message) }
    }

    @Test func `a message that the link does not have, or has otherwise, is refused`() throws {
        var message = ISO8583Message("0200")
        try message.set(11, "000001")
        #expect(throws: CB2AError.unknownType("0200")) { try CB2ALink.style.read(message) }
        message = try CB2ALink.style.profile.decode(CB2ALink.style.write(.authorisationRequest(try Shop.request(1))))
        try message.set(7, "1320101601")
        #expect(throws: CB2AError.format(ISO8583Error(.badValue, .field(7)))) { try CB2ALink.style.read(message) }
        try message.set(7, "1120101601")
        try message.set(70, "301")
        #expect(throws: CB2AError.format(ISO8583Error(.unexpectedField, .field(70)))) {
            try CB2ALink.style.read(message)
        }
    }

    @Test func `nothing that is printed holds a whole number`() throws {
        for message in try Self.everyMessage() {
            var dumped = ""
            dump(message, to: &dumped)
            for text in ["\(message)", String(reflecting: message), dumped] {
                #expect(!text.contains("4111111111111111"))
                #expect(!text.contains(try Shop.transactions(1)[0].card.wireDigits))
            }
        }
    }

    @Test func `a licensee's profile is loaded from a file, and must have what the messages write`() throws {
        let fields = [
            2, 3, 4, 7, 11, 12, 13, 14, 18, 22, 23, 24, 25, 26, 32, 35, 37, 38, 39, 41, 42, 47, 49, 53, 55, 67, 70, 71,
            72,
            74, 76, 77, 86, 88, 89, 90, 101,
        ]
        func document(without: String) -> [UInt8] {
            let body =
                #"{"profile":"licensed","title":"ours","dictionary":"1987","mti":"ascii","without":[\#(without)]}"#
            return Array(body.utf8)
        }
        let link = try CB2ALink(reading: document(without: ""))
        #expect(link.profile.name == "licensed")
        for field in fields {
            #expect(throws: JSONError.self, "field \(field)") { try CB2ALink(reading: document(without: "\(field)")) }
        }
        var echo = try link.read(link.write(try Self.everyMessage()[6]))
        #expect(echo == (try Self.everyMessage()[6]))
        echo = try Self.everyMessage()[7]
        #expect(try link.write(echo).starts(with: Array("0810".utf8)))
    }

    @Test func `the documentation's table is the profile's`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/payments/cb2a.md"), encoding: .utf8)
        var seen = 0
        // A row names one type or two; the fields before the semicolon are mandatory for the first.
        for match in text.matches(of: #/\| ([0-9]{4})(?:, [0-9]{4})? \| [^|]+ \| ([0-9 ]+)(?:;[^|]*)?\|/#) {
            let type = try #require(MessageType(String(match.output.1)))
            let fields = match.output.2.split(separator: " ").compactMap { Int($0) }
            #expect(CB2ALink.style.profile.messages[type].map { Array($0.mandatory) } == fields, "\(type)")
            seen += 1
        }
        #expect(seen == 10)
    }

    @Test func `times are days and hours of some year`() {
        for text in ["1120101530", "0229000000", "1231235960"] { #expect(MessageTime(text) != nil) }
        for text in ["", "1120", "0230101530", "1301101530", "0001101530", "1120241530", "1120106030", "11201015é0"] {
            #expect(MessageTime(text) == nil)
        }
    }

    @Test func `damaged messages of the link end in a message or a reason`() throws {
        var random = SeededRandom(seed: 8_583)
        var host = HostDialogue(remembering: 16)
        var collection = TelecollectionHost()
        var accepted = 0
        let samples = try Self.everyMessage().map { try CB2ALink.style.write($0) }
        for _ in 0..<3_000 {
            var bytes = samples[random.below(samples.count)]
            for _ in 0..<random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes[place] ^= 1 << UInt8(random.below(8))
                default: bytes.remove(at: place)
                }
            }
            guard let message = try? CB2ALink.style.read(bytes) else { continue }
            accepted += 1
            #expect(try CB2ALink.style.read(CB2ALink.style.write(message)) == message)
            _ = host.received(message)
            if case .telecollection(let inner) = message { _ = collection.received(inner) }
        }
        #expect(accepted > 500)
    }
}
