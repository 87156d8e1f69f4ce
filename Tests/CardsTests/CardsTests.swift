import Cards
import Foundation
import Testing

@Suite struct CardsTests {
    @Test func `published test numbers are accepted, each with its scheme`() throws {
        #expect(TestCards.ranges.count == 29)
        for range in TestCards.ranges where range.prefix.utf8.count == range.length {
            let card = try CardNumber(range.prefix)
            #expect(card.wireDigits == range.prefix)
            #expect(card.scheme == range.scheme)
        }
    }

    @Test func `the documentation lists what is accepted, and nothing else`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/payments/test-cards.md"), encoding: .utf8)
        // What stands behind this heading are examples of what was listed before it.
        let parts = text.split(separator: "## What they do", maxSplits: 1)
        try #require(parts.count == 2)
        let listed = parts[0].matches(of: #/\b[0-9]{12,19}\b/#).map { String($0.output) }
        let examples = parts[1].matches(of: #/\b[0-9]{12,19}\b/#).map { String($0.output) }
        #expect(examples.count >= 10)
        for example in examples { #expect(throws: Never.self) { try CardNumber(example) } }
        let published = TestCards.ranges.filter { $0.prefix.utf8.count == $0.length }.map(\.prefix)
        #expect(Set(listed) == Set(published))
        #expect(listed.count == published.count)
        for range in TestCards.ranges where range.prefix.utf8.count < range.length {
            #expect(text.contains("| \(range.prefix) | \(range.length) |"))
        }
    }

    @Test(arguments: [
        ("4111 1111 1111 1111", CardRefusal.notDigits),
        ("４111111111111111", .notDigits),
        ("", .wrongLength),
        ("42424242424", .wrongLength),
        ("41111111111111111111", .wrongLength),
        ("4111111111111112", .wrongCheckDigit),
        ("4242424242424241", .wrongCheckDigit),
        // The neighbour of a published number may be somebody's card.
        ("4111111111111129", .notATestCard),
        ("4532015112830366", .notATestCard),
        ("0000000000000000", .notATestCard),
        // Country code 250 is France's: an issuer can have it.
        ("9250000000000008", .notATestCard),
    ])
    func `every other number is refused, with the class of what is wrong and without the number`(
        number: String, refusal: CardRefusal
    ) {
        #expect(throws: refusal) { try CardNumber(number) }
        #expect(number.isEmpty || !refusal.description.contains(number))
    }

    @Test func `one wrong digit never passes`() throws {
        let digits = Array("4111111111111111".utf8)
        for place in digits.indices {
            for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != digits[place] {
                var wrong = digits
                wrong[place] = digit
                #expect(throws: CardRefusal.wrongCheckDigit) { try TestCards.admit(wrong.span) }
            }
        }
    }

    @Test(arguments: TestCards.Scheme.allCases)
    func `simulated cards are many, right and in our own range`(scheme: TestCards.Scheme) throws {
        var seen: Set<CardNumber> = []
        for serial: UInt32 in [0, 1, 2, 9, 10, 4_711, 99_999_999, 4_294_967_295] {
            let digits = TestCards.simulated(scheme, serial: serial)
            let card = try CardNumber(digits.span)
            #expect(card.scheme == scheme)
            #expect(card.wireDigits.hasPrefix("9999"))
            #expect(holds(digits))
            seen.insert(card)
        }
        #expect(seen.count == 8)
    }

    @Test func `check digits are those of the standard's example`() {
        #expect(checkDigit("7992739871") == UInt8(ascii: "3"))
        #expect(holds(Array("79927398713".utf8)))
        #expect(!holds(Array("79927398710".utf8)))
        #expect(!holds(Array("7992739871x".utf8)))
        #expect(!holds(Array("0".utf8)))
    }

    @Test func `nothing prints a whole number`() throws {
        let card = try CardNumber("4111111111111111")
        var dumped = ""
        dump(card, to: &dumped)
        for text in ["\(card)", String(reflecting: card), dumped, card.masked, "\([card])", "\(Optional(card) as Any)"]
        {
            #expect(!text.contains("4111111111111111"))
            #expect(text.contains("411111******1111"))
        }
        #expect(card.lastFour == "1111")
    }

    @Test(arguments: [
        ("4111111111111111", "411111******1111"),
        ("378282246310005", "378282*****0005"),
        ("4222222222222", "*********2222"),
        ("123456789", "*****6789"),
        ("12345678", "********"),
        ("", ""),
        ("41111111x1111111", "411111******1111"),
        ("abcdef1111111111", "******" + "******1111"),
    ])
    func `a mask leaves six and four digits at most`(digits: String, masked: String) {
        #expect(CardMask.masked(digits) == masked)
    }

    @Test(arguments: [
        ("card 4111111111111111 refused", "card 411111******1111 refused"),
        ("card 4111 1111 1111 1111.", "card 4111 11** **** 1111."),
        ("4111-1111-1111-1111", "4111-11**-****-1111"),
        ("000000002500", "000000002500"),
        ("0000000000002500", "0000000000002500"),
        ("order 123456789012, 2 items", "order 123456789012, 2 items"),
        ("4222222222222", "*********2222"),
        ("41111111111111114111111111111111", "****************************1111"),
        ("04111111111111111", "0411111******1111"),
        ("no digits", "no digits"),
        ("é 5555555555554444 é", "é 555555******4444 é"),
    ])
    func `a text loses every run of digits that could be a card number`(text: String, scrubbed: String) {
        #expect(CardMask.scrubbed(text) == scrubbed)
    }
}

// A span cannot go through the expansion of an expectation.
private func holds(_ digits: [UInt8]) -> Bool { Luhn.holds(digits.span) }
private func checkDigit(_ digits: String) -> UInt8? { Luhn.checkDigit(of: digits.utf8.span) }
