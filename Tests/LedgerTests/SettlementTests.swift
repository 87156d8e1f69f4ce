import JournalContract
import Ledger
import LedgerContract
import Testing
import Vocabulary

@Suite struct SettlementTests {
    private let text = """
        H;1;20261120-ecom-1;ecommerce;1795132800
        D;capture;CAP-1;EUR;1999;12
        D;refund;REF-7;EUR;500;0
        D;capture;CAP-2;USD;7;7
        T;3;EUR;1499;USD;7

        """

    private func error(_ text: String) -> SettlementFileError? {
        do throws(SettlementFileError) {
            _ = try SettlementFile(reading: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file is read and written`() throws {
        let file = try SettlementFile(reading: Array(text.utf8))
        #expect(file.name.rawValue == "20261120-ecom-1" && file.channel == .ecommerce)
        #expect(file.until == Instant(seconds: 1_795_132_800))
        #expect(file.lines.map(\.money) == [euros(1_999), euros(500), Money(7, currency("USD"))])
        #expect(file.lines.map(\.kind) == [.capture, .refund, .capture] && file.lines.map(\.fee) == [12, 0, 7])
        #expect(file.text == text)
        #expect(try SettlementFile(reading: Array(text.replacing("\n", with: "\r\n").utf8)) == file)
        let empty = SettlementFile(name: operationID("none"), channel: .alternative, until: noon, lines: [])
        #expect(try SettlementFile(reading: Array(empty.text.utf8)) == empty)
    }

    @Test func `a file that was cut or changed is not taken, and says where`() {
        var cut = text
        while cut.count > 1 {
            cut.removeLast()
            // Without the last line feed it is still whole.
            if cut + "\n" == text { continue }
            #expect(error(cut) != nil, "\(cut.suffix(20))")
        }
        let changes: [(String, String, Int)] = [
            ("1999", "1998", 5), ("D;refund", "D;capture", 5), ("T;3", "T;2", 5), ("EUR;1499", "EUR;1499;EUR;0", 5),
            (";USD;7\n", "\n", 5), ("CAP-1", "CAP 1", 2), ("REF-7;EUR;500;0", "REF-7;EUR;500;501", 3),
            ("USD;7;7", "usd;7;7", 4), ("USD;7;7", "USD;0;0", 4), ("H;1;", "H;2;", 1), ("ecommerce", "market", 1),
            ("1795132800", "today", 1), ("CAP-2;USD;7", "CAP-2;USD;1234567890123", 4),
            ("capture;CAP-2", "fee;CAP-2", 4),
        ]
        for (old, new, line) in changes {
            #expect(error(text.replacing(old, with: new, maxReplacements: 1))?.line == line, "\(old) → \(new)")
        }
        #expect(error("") != nil && error("\n") != nil && error("H;1;a;ecommerce;1") != nil)
        #expect(error(text.replacing("CAP-1", with: "CAP-é")) != nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `no change of a file stops the reader, and what is taken is written the same`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("HDT;0123456789-EURSD\n\rcaptureund".utf8) + [0, 0xFF]
        var taken = 0
        for _ in 0..<3_000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let file = try? SettlementFile(reading: bytes) else { continue }
            taken += 1
            #expect((try? SettlementFile(reading: Array(file.text.utf8))) == file)
        }
        #expect(taken > 500 && taken < 3_000)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `every movement and every line is in exactly one of the lists`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var ours: [OpenMovement] = []
            for number in 0..<Int.random(in: 0...20, using: &random) {
                ours.append(
                    OpenMovement(
                        id: operationID("m-\(number)"), payment: paymentID("p"), channel: .ecommerce,
                        kind: .random(in: 0..<4, using: &random) == 0 ? .refund : .capture,
                        money: euros(.random(in: 1...3, using: &random)), sequence: Int64(number + 1),
                        instant: noon + .seconds(.random(in: -2...2, using: &random))))
            }
            let lines = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                SettlementLine(
                    reference: operationID("m-\(Int.random(in: 0...24, using: &random))"), kind: .capture,
                    money: euros(.random(in: 1...3, using: &random)), fee: 0)
            }
            let file = SettlementFile(name: operationID("f"), channel: .ecommerce, until: noon, lines: lines)
            let told = Reconciliation(file, ours: ours)
            #expect(
                told.matched.count + told.differing.count + told.missingHere.count + told.doubled.count == lines.count)
            #expect(told.matched.allSatisfy { $0.ours.money == $0.theirs.money && $0.ours.kind == $0.theirs.kind })
            #expect(told.differing.allSatisfy { $0.ours.money != $0.theirs.money || $0.ours.kind != $0.theirs.kind })
            let named = Set(lines.map(\.reference))
            #expect(
                told.missingThere.map(\.id)
                    == ours.filter { !named.contains($0.id) && $0.instant <= noon }.map(\.id))
            #expect(told.isClean == (told.matched.count == lines.count && told.missingThere.isEmpty))
            #expect(Set(told.settlements.map(\.id)).count == told.matched.count)
        }
    }
}
