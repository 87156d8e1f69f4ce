import Reading
import Testing
import Vocabulary

/// Texts that nobody means well with are read or refused, and never end the program.
@Suite struct HostileTests {
    private static let size = 1_000_000

    @Test(arguments: [
        "7", "[", "[]", "(((", "at 10:30 UTC ", "\n", "word ", "1 ", "<p>", "<a ", "&amp", "* ",
        "* 10:00 : start of the incident\n",
        "Resolved\nx\nPosted Jan 03, 2020 - 10:00 UTC\n", "Start : ", "100 minutes ", "😀é", "Posted on\n", "a1b2c3:",
        "| --- | ",
        "because of dns ", "Between 10:00 and 11:00 UTC on 3 May 2020 errors were seen. ", "TSR-1532 ", "FR EN IT ",
        "\\*_`", "1/1/2020 ", "\r\n",
    ])
    func `a million bytes of one thing are read or refused`(piece: String) throws {
        let text = String(repeating: piece, count: Self.size / piece.utf8.count)
        do throws(ReadingRefusal) {
            let report = try ReportReader.read(text, context: context("Europe/Paris", vendor: "Example"))
            #expect(report.windows.allSatisfy { text.contains($0.evidence) })
            #expect(report.updates.count <= 1_000)
        } catch {
            #expect(error == .tooManyWords)
        }
    }

    @Test func `what is too long or no text is refused with a sentence`() {
        #expect(throws: ReadingRefusal.tooLong) {
            try ReportReader.read([UInt8](repeating: 0x20, count: ReportReader.bytesMost + 1), context: context())
        }
        #expect(throws: ReadingRefusal.notText) { try ReportReader.read([0xFF, 0xFE, 0x41], context: context()) }
        #expect(throws: ReadingRefusal.notText) { try ReportReader.read([0x41, 0x00], context: context()) }
    }

    @Test func `an empty text has no facts`() throws {
        #expect(try read("") == Report())
    }

    @Test func `mutated texts are read without a fault, and evidence stays literal`() throws {
        let seeds = [
            "Resolved\nBetween 10:00 and 11:00 UTC on 3 May 2020 errors were seen.\nPosted May 03, 2020 - 12:00 UTC\n",
            "ABC-12 - Début / Start : 09/03/2026 08h21 CET - Fin / End : 09/03/2026 08h47 CET - Priorité / Priority : P2 FR Nous avons… EN We have",
            "* **9 mars 08h21 : les cartes échouent.** * **08h47 : elles passent de nouveau.** | **Symptômes** | **Actions** | | --- | --- | | a | b |",
            "Tra le 9.05 e le 9.40; zwischen 10 und 11.30 Uhr; tussen 15 en 15.44 uur; a la 1 de la tarde; 4:35 p.m.; 24:00; 2026-05-21T08:10:04-03:00",
            "1. investigating Apr 14, 2026, 09:20 AM UTC\n\nAt 14:20 UTC (10:20 AM EDT) on Monday, for about three hours, calls failed since 9:40.",
        ].map { Array($0.utf8) }
        var random = SplitMix(state: 20_260_521)
        for round in 0..<4_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int(random.next() % 8 + 1) { mutate(&bytes, with: seeds, &random) }
            guard let text = String(validating: bytes, as: UTF8.self),
                let report = try? ReportReader.read(
                    bytes, context: context(round % 2 == 0 ? "Europe/Paris" : nil, vendor: "a"))
            else { continue }
            for window in report.windows { #expect(text.contains(window.evidence)) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], with seeds: [[UInt8]], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 5 {
        case 0: bytes.remove(at: at)
        case 1:
            bytes.insert(
                Array("0123456789:.hH-–|*<>&/(){}[]\n \u{a0}APM".utf8).randomElement(using: &random) ?? 0x20, at: at)
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 20)))
        case 3:
            let other = seeds[Int(random.next() % UInt64(seeds.count))]
            let from = Int(random.next() % UInt64(other.count))
            bytes.insert(contentsOf: other[from..<min(other.count, from + 30)], at: at)
        default: bytes[at] = UInt8(truncatingIfNeeded: random.next() & 0x7F) | 0x20
        }
    }
}

/// A seeded generator: every run tries the same texts.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
