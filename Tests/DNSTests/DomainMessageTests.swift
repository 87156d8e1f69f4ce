import Testing

@testable import DNS

@Suite struct DomainMessageTests {
    static func name(_ text: String) -> DomainName {
        guard let name = DomainName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    /// A header, one question, and records as bytes.
    static func message(flags: UInt16 = 0x8400, answers: [[UInt8]]) -> [UInt8] {
        [0x12, 0x34, UInt8(flags >> 8), UInt8(truncatingIfNeeded: flags), 0, 1, 0, UInt8(answers.count), 0, 0, 0, 0]
            + name("shop.example").bytes + [0, 1, 0, 1] + answers.flatMap { $0 }
    }

    /// A record of the question's name, by a pointer to it.
    static func record(_ type: UInt8, _ data: [UInt8], ttl: UInt8 = 60) -> [UInt8] {
        [0xc0, 12, 0, type, 0, 1, 0, 0, 0, ttl, 0, UInt8(data.count)] + data
    }

    @Test func `a question is what RFC 1035 and RFC 6891 write`() {
        let bytes = DomainMessage.question(
            id: 0xabcd, Self.name("a.b"), .aaaa, isRecursive: true, wantsSignatures: true)
        let expected: [UInt8] =
            [0xab, 0xcd, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 1] + [1, 0x61, 1, 0x62, 0, 0, 28, 0, 1]
            + [0, 0, 41, 4, 0xd0, 0, 0, 0x80, 0, 0, 0]
        #expect(bytes == expected)
    }

    @Test func `each type is read in the form of zone files`() throws {
        let message = try DomainMessage(
            Self.message(answers: [
                Self.record(1, [192, 0, 2, 1]),
                Self.record(28, [0x20, 1, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [1]),
                Self.record(2, [2, 0x4e, 0x31, 0xc0, 17]), Self.record(15, [0, 10, 0xc0, 12]),
                Self.record(16, [2, 0x68, 0x22, 1, 0xff]), Self.record(43, [9, 0x43, 13, 2, 0xab, 0x0c]),
                Self.record(99, [1, 2]),
            ]))
        #expect(
            message.answers.map { "\($0.type) \($0.value)" } == [
                "A 192.0.2.1", "AAAA 2001:db8::1", "NS n1.example.", "MX 10 shop.example.", "TXT \"h\\034\" \"\\255\"",
                "DS 2371 13 2 AB0C", "TYPE99 \\# 2 0102",
            ])
        #expect(message.isAuthoritative && message.isResponse && !message.isTruncated && message.code == .noError)
        #expect(message.answers.allSatisfy { $0.name == Self.name("SHOP.example.") && $0.ttl == 60 })
        #expect(message.answers(id: 0x1234, Self.name("shop.example"), .a))
        #expect(!message.answers(id: 0x1235, Self.name("shop.example"), .a))
    }

    @Test func `aliases are followed inside the answer, and a circle of them ends`() throws {
        let alias = Self.record(5, [1, 0x78, 0])
        let target: [UInt8] = [1, 0x78, 0, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 203, 0, 113, 9]
        let message = try DomainMessage(Self.message(answers: [alias, target]))
        #expect(message.records(at: Self.name("shop.example"), .a).map(\.value) == ["203.0.113.9"])
        let circle = try DomainMessage(
            Self.message(answers: [alias, [1, 0x78, 0, 0, 5, 0, 1, 0, 0, 0, 5, 0, 2, 0xc0, 12]]))
        #expect(circle.records(at: Self.name("shop.example"), .a) == [])
    }

    @Test(
        arguments: [
            ([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 3, 1, 2, 3], "3 bytes"),
            ([0xc0, 200, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4], "not before it"),
            ([0xc0, 12, 0, 2, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 42], "not before it"),
            ([0x80, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4], "unknown form"),
            ([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 9, 0, 2, 9, 1], "longer than its record"),
            ([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4, 5], "bytes follow"),
            ([0xc0, 12, 0, 1, 0, 1], "ends too early"),
        ] as [([UInt8], String)])
    func `bytes that are no message are refused with the reason`(record: [UInt8], words: String) {
        do throws(DNSError) {
            _ = try DomainMessage(Self.message(answers: [record]))
            Issue.record("it was read")
        } catch {
            #expect(error.message.contains(words), "\(error)")
        }
    }

    @Test(arguments: 1...6)
    func `no mutated message traps`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let whole = Self.message(answers: [
            Self.record(1, [192, 0, 2, 1]), Self.record(2, [2, 0x4e, 0x31, 0xc0, 17]),
            Self.record(16, [2, 0x68, 0x69]),
            Self.record(46, [0, 1, 13, 2, 0, 0, 0, 60, 1, 2, 3, 4, 1, 2, 3, 4, 9, 9, 0xc0, 12, 7, 7]),
        ])
        var read = 0
        for _ in 0..<4_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            if let message = try? DomainMessage(bytes) {
                read += 1
                #expect(message.answers.count <= 4)
                for record in message.answers {
                    #expect(
                        DomainName(record.name.description) != nil || record.name.description.contains("\\")
                            || record.name.description.contains(" "))
                }
            }
        }
        #expect(read > 300)
    }

    @Test func `names are read strictly and compared without case`() {
        #expect(Self.name("Shop.Example") == Self.name("shop.example.") && DomainName(".") == .root)
        for text in ["", "a..b", ".a", String(repeating: "x", count: 64), "a b", "a\\.b", "é"] {
            #expect(DomainName(text) == nil, "\(text)")
        }
        #expect(DomainName(Array(repeating: String(repeating: "x", count: 63), count: 4).joined(separator: ".")) == nil)
    }

    @Test func `drift says what is served without approval and what is missing`() throws {
        let message = try DomainMessage(
            Self.message(answers: [Self.record(1, [192, 0, 2, 1]), Self.record(1, [192, 0, 2, 9])]))
        #expect(RecordDrift(approved: ["192.0.2.9", "192.0.2.1"], served: message.answers) == nil)
        let drift = try #require(RecordDrift(approved: ["192.0.2.1", "192.0.2.2"], served: message.answers))
        #expect(drift.description == "served but not approved: 192.0.2.9; approved but not served: 192.0.2.2")
    }
}
