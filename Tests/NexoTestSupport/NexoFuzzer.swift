package import Nexo

/// Reads mutated messages, and looks whether what must always hold still does.
///
/// The same seed makes the same messages.
package struct NexoFuzzer {
    package struct Report: Sendable, CustomStringConvertible {
        package var rounds = 0
        package var accepted = 0
        package var rejections: [String: Int] = [:]
        /// What must not happen.
        package var faults: [String] = []
        /// Messages that were accepted after something in them had changed, written again: for a schema to look at.
        package var rewritten: [NexoKind: [[UInt8]]] = [:]

        package var description: String {
            let kinds = rejections.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return "\(rounds) messages; \(accepted) accepted; refused: \(kinds); \(faults.count) faults"
        }
    }

    private static let rewrittenMax = 40

    package private(set) var report = Report()
    private var random: Random
    private let documents: [[UInt8]]
    private let tills: [[UInt8]]

    package init(seed: UInt64) throws {
        random = Random(seed: seed)
        documents =
            try NexoSamples.messages.map { try $0.written() }
            + NexoSamples.messages.filter { $0.body.kind != .rejection }.map {
                try $0.written(protectedBy: NexoSamples.key)
            }
        tills = try RetailerSamples.messages.map { try $0.written() }
    }

    /// - Parameter goesOn: asked after every hundredth message.
    package mutating func run(while goesOn: () -> Bool) {
        repeat {
            for _ in 0..<100 { round() }
        } while goesOn()
    }

    package mutating func run(rounds: Int) {
        for _ in 0..<rounds { round() }
    }

    private mutating func round() {
        report.rounds += 1
        switch random.below(10) {
        case 0..<6: readDocument(mutated(documents, breakers: Self.xmlBreakers))
        case 6..<9: readTill(mutated(tills, breakers: Self.jsonBreakers))
        default: readStream()
        }
        // Who looks at a few of them sees the seed's kind of fault; thousands say no more.
        if report.faults.count > 100 { report.faults.removeLast() }
    }

    // MARK: What must hold

    private mutating func readDocument(_ bytes: [UInt8]) {
        let document: NexoDocument
        do throws(NexoError) {
            document = try NexoDocument(reading: bytes, limits: .online)
        } catch {
            look(at: error, of: bytes)
            return
        }
        report.accepted += 1
        expectSilence("\(document.message) \(document.message.body) \(document.message.header)", "a message")
        if let key = NexoSamples.key { _ = document.checked(with: key) }
        do throws(NexoError) {
            let written = try document.message.written()
            var again = try NexoDocument(reading: written, limits: .batch).message
            // A trailer is made with a key, not repeated.
            again.trailer = document.message.trailer
            if again != document.message { fault("a message is another after it was written") }
            if !documents.contains(written) { keep(written, document.message.body.kind) }
        } catch {
            fault("what was read can't be written: \(error)")
        }
    }

    private mutating func keep(_ written: [UInt8], _ kind: NexoKind) {
        if report.rewritten[kind, default: []].count < Self.rewrittenMax {
            report.rewritten[kind, default: []].append(written)
        }
    }

    private mutating func readTill(_ bytes: [UInt8]) {
        let message: RetailerMessage
        do throws(NexoError) {
            message = try RetailerMessage(reading: bytes)
        } catch {
            look(at: error, of: bytes)
            return
        }
        report.accepted += 1
        expectSilence("\(message) \(message.body)", "a till's message")
        do throws(NexoError) {
            if try RetailerMessage(reading: try message.written()) != message {
                fault("a till's message is another after it was written")
            }
        } catch {
            fault("what a till said can't be written: \(error)")
        }
    }

    /// A stream cut anywhere gives the same frames as one that is not.
    private mutating func readStream() {
        var stream: [UInt8] = []
        for _ in 0..<(1 + random.below(4)) {
            stream += NexoFrame.framed((0..<random.below(50)).map { _ in UInt8(random.below(256)) })
        }
        if random.below(2) == 0, !stream.isEmpty { stream[random.below(stream.count)] ^= 1 << UInt8(random.below(8)) }
        let whole = frames(of: stream, cut: false)
        if frames(of: stream, cut: true) != whole { fault("a stream that was cut gives other frames") }
        report.accepted += 1
    }

    private mutating func frames(of stream: [UInt8], cut: Bool) -> [NexoFrame] {
        var decoder = NexoFrameDecoder(bytesMax: 1_000)
        var found: [NexoFrame] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let piece = cut ? rest.prefix(1 + random.below(7)) : rest
            rest = rest.dropFirst(piece.count)
            do throws(NexoError) {
                // What came before a length that is refused is only given when it came in an earlier piece.
                found += try decoder.frames(in: piece)
            } catch {
                return []
            }
            if decoder.pendingCount > 1_003 { fault("a decoder keeps more than one message") }
        }
        return found
    }

    private mutating func look(at error: NexoError, of bytes: [UInt8]) {
        report.rejections[error.code.rawValue, default: 0] += 1
        expectSilence("\(error)", "an error")
        if let offset = error.offset, !(0...bytes.count).contains(offset) { fault("an error points outside") }
        if error.message.isEmpty || error.path.isEmpty { fault("an error does not say what, or where") }
    }

    private mutating func expectSilence(_ text: String, _ what: String) {
        // Any eight digits of the card in one row: a mutation may have changed the others.
        for secret in ["49701011", "01122334", "22334455", NexoSamples.holder] where text.contains(secret) {
            // The first six and the range of the issuer may be shown; eight may not.
            fault("\(what) shows a secret")
        }
    }

    private mutating func fault(_ text: String) { report.faults.append("round \(report.rounds): \(text)") }

    // MARK: Mutations

    private static let xmlBreakers = [
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&amp;", "&#0;", "&#13;", "&#x10FFFF;", "<![CDATA[", "]]>", "<!--",
        "-->", "<?p ?>", "<Tx/>", "</Tx>", "<PAN>", "xmlns=''", " xmlns:a='urn:a'", "\u{FEFF}", "\u{0}", "é",
        "\u{FFFE}",
        "999999999999999999", "-1", "1e9", "true", "2026-02-30T00:00:00Z", "RVRA", "<Rvsl>true</Rvsl>", "  ", "\r\n",
    ]
    private static let jsonBreakers = [
        "null", "true", "-0", "1e400", "1e-7", "0.1", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", ",", ":", "\"",
        "}", "]", "99999999999999999999", "\u{FEFF}", "\"Failure\"", "\"Response\"", "é", "\\",
    ]

    private mutating func mutated(_ samples: [[UInt8]], breakers: [String]) -> [UInt8] {
        var bytes = samples[random.below(samples.count)]
        for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty { mutate(&bytes, samples, breakers) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8], _ samples: [[UInt8]], _ breakers: [String]) {
        let place = random.below(bytes.count)
        // Half of them leave the document one, so that what is behind the parser is reached.
        switch random.below(16) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = UInt8(random.below(256))
        case 2: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.insert(contentsOf: breakers[random.below(breakers.count)].utf8, at: place)
        case 5: replaceValue(&bytes, near: place, with: Array(breakers[random.below(breakers.count)].utf8))
        case 6:
            let other = samples[random.below(samples.count)]
            let start = random.below(other.count)
            bytes.insert(contentsOf: other[start..<min(other.count, start + random.below(200))], at: place)
        case 7...10: moveElement(&bytes, near: place, keeps: random.below(2) == 0)
        case 11: bytes.removeSubrange(place..<min(bytes.count, place + random.below(60)))
        default: replaceValue(&bytes, near: place, with: bytes[place..<min(bytes.count, place + 9)].filter(Self.isWord))
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte > 0x2F && byte != 0x3C && byte != 0x3E && byte < 0x7F }

    /// Another text between two marks, so that the document stays one.
    private func replaceValue(_ bytes: inout [UInt8], near place: Int, with value: [UInt8]) {
        let marks: (UInt8, UInt8) =
            bytes.first == UInt8(ascii: "{")
            ? (UInt8(ascii: ":"), UInt8(ascii: ",")) : (UInt8(ascii: ">"), UInt8(ascii: "<"))
        guard let start = bytes[place...].firstIndex(of: marks.0),
            let end = bytes[start...].firstIndex(of: marks.1)
        else { return }
        bytes.replaceSubrange((start + 1)..<end, with: value)
    }

    /// A leaf somewhere else, twice, or nowhere.
    private mutating func moveElement(_ bytes: inout [UInt8], near place: Int, keeps: Bool) {
        guard let element = leaf(of: bytes, from: place) else { return }
        let copy = Array(bytes[element])
        if !keeps { bytes.removeSubrange(element) }
        guard random.below(3) > 0, !bytes.isEmpty,
            let target = bytes[random.below(bytes.count)...].firstIndex(of: UInt8(ascii: "<"))
        else { return }
        bytes.insert(contentsOf: copy, at: target)
    }

    /// The next element that holds text.
    private func leaf(of bytes: [UInt8], from place: Int) -> Range<Int>? {
        var place = place
        while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = start + 1
            guard let close = bytes[place...].firstIndex(of: UInt8(ascii: "<")), close + 1 < bytes.count else {
                return nil
            }
            if bytes[start + 1] != UInt8(ascii: "/"), bytes[close + 1] == UInt8(ascii: "/"),
                let end = bytes[close...].firstIndex(of: UInt8(ascii: ">"))
            {
                return start..<(end + 1)
            }
        }
        return nil
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Random {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return Int(value % UInt64(max(1, bound)))
    }
}
