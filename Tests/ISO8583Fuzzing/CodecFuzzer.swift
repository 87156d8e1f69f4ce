import CB2A
import Cards
import ISO8583

/// Feeds damaged messages and streams to the codecs and looks for what must not happen. The same seed does the same.
package struct CodecFuzzer {
    package struct Report: Sendable, CustomStringConvertible {
        package var inputs = 0
        package var accepted = 0
        package var refused: [String: Int] = [:]
        /// What must not happen, with the seed's round that shows it.
        package var faults: [String] = []

        package var description: String {
            let classes = refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return "\(inputs) inputs, \(accepted) accepted; refused: \(classes.joined(separator: ", ")); "
                + "\(faults.count) faults"
        }
    }

    private var random: SeededRandom
    private let makers: [MessageMaker]
    private var host = HostDialogue(remembering: 64)
    private var collection = TelecollectionHost()
    package private(set) var report = Report()

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        makers = (Profile.Shipped.allCases.map { .shipped($0) } + [CB2ALink.style.profile]).map { MessageMaker($0) }
    }

    /// Goes on while it is told to; a round is some dozen inputs.
    package mutating func run(while goesOn: () -> Bool) -> Report {
        while goesOn() { round() }
        return report
    }

    package mutating func round() {
        let maker = makers[random.below(makers.count)]
        let profile = maker.profile
        let message = maker.message(&random)
        let body: [UInt8]
        do throws(ISO8583Error) {
            body = try profile.encode(message)
            let read = try profile.decode(body)
            if read != message { fault("what \(profile.name) wrote is read differently", body) }
            if try profile.encode(read) != body { fault("what \(profile.name) read is written differently", body) }
        } catch {
            return fault("\(profile.name) refuses its own message: \(error)", [])
        }
        report.inputs += 1
        look(profile.describe(message), profile.name)
        for _ in 0..<8 { read(damaged(body), by: profile) }
        // A message in another link's encoding is the commonest mistake of all.
        read(body, by: makers[random.below(makers.count)].profile)
        stream(body, profile)
        if let chip = message.bytes(55) { readChip(damaged(chip)) }
        link(damaged(body))
    }

    // MARK: Messages

    private mutating func read(_ bytes: [UInt8], by profile: Profile) {
        report.inputs += 1
        let message: ISO8583Message
        do throws(ISO8583Error) {
            message = try profile.decode(bytes)
        } catch {
            return refuse(error, bytes)
        }
        report.accepted += 1
        look(profile.describe(message), profile.name)
        do throws(ISO8583Error) {
            let written = try profile.encode(message)
            // Small hexadecimal letters and an empty second bitmap are read and not written.
            if written.count == bytes.count, profile.bitmapEncoding == .binary, written != bytes {
                fault("\(profile.name) writes other bytes than it read", bytes)
            }
            if try profile.decode(written) != message { fault("\(profile.name): written and read again differ", bytes) }
        } catch {
            fault("\(profile.name) cannot write what it read: \(error)", bytes)
        }
    }

    private mutating func refuse(_ error: ISO8583Error, _ bytes: [UInt8]) {
        report.refused[error.code.rawValue, default: 0] += 1
        if let offset = error.offset, offset < 0 || offset > bytes.count { fault("an offset outside: \(error)", bytes) }
        look(error.description, "an error")
    }

    private mutating func readChip(_ bytes: [UInt8]) {
        report.inputs += 1
        do throws(ISO8583Error) {
            let data = try ChipData(reading: bytes)
            report.accepted += 1
            for element in data.elements where data.value(of: element).count != element.length {
                fault("a data object of another length", bytes)
            }
            look(data.description, "chip data")
        } catch {
            refuse(error, bytes)
        }
    }

    /// Nothing that people see holds a run of digits that could be a card number.
    private mutating func look(_ text: String, _ origin: String) {
        if CardMask.scrubbed(text.replacing(" ", with: "|")) != text.replacing(" ", with: "|") {
            fault("\(origin) shows a number", [])
        }
    }

    // MARK: Streams

    private mutating func stream(_ body: [UInt8], _ profile: Profile) {
        let framings: [Framing] = [
            profile.framing, Framing(.length(.binary, bytes: 2, countsItself: true, reserved: 0), headerBytes: 5),
            Framing(.length(.packed, bytes: 2, countsItself: false, reserved: 0)),
            Framing(.length(.decimal, bytes: 4, countsItself: false, reserved: 0)),
            Framing(.length(.hexadecimal, bytes: 4, countsItself: false, reserved: 0)),
            Framing(.length(.binary, bytes: 4, countsItself: false, reserved: 0)),
            Framing(.length(.binary, bytes: 2, countsItself: false, reserved: 2)),
            Framing(.delimited(opening: 2, closing: 3)),
        ]
        let framing = framings[random.below(framings.count)]
        let header = [UInt8](repeating: 0x60, count: framing.headerBytes)
        var stream: [UInt8] = []
        let count = 1 + random.below(4)
        for _ in 0..<count {
            guard let frame = try? framing.frame(body, header: header) else { return }
            stream += frame
            if random.below(4) == 0 { stream += framing.keepAlive }
        }
        check(stream, framing, expecting: count, of: body)
        check(damaged(stream), framing, expecting: nil, of: body)
    }

    private mutating func check(_ stream: [UInt8], _ framing: Framing, expecting count: Int?, of body: [UInt8]) {
        report.inputs += 1
        var decoder = FrameDecoder(framing, contentBytesMax: 8_192)
        var messages: [[UInt8]] = []
        var rest = stream[...]
        do throws(ISO8583Error) {
            while !rest.isEmpty {
                let piece = rest.prefix(1 + random.below(rest.count * 2))
                rest = rest.dropFirst(piece.count)
                try decoder.append(Array(piece))
                while let event = try decoder.next() {
                    if case .frame(let frame) = event { messages.append(frame.message) }
                }
                if decoder.bytesWaiting > 8_192 + 16 { fault("a frame decoder keeps too much", stream) }
            }
            try decoder.finish()
            report.accepted += 1
        } catch {
            report.refused["frame " + error.code.rawValue, default: 0] += 1
            look(error.description, "an error")
            let again = Result { () throws(ISO8583Error) in try decoder.next() }
            if again != .failure(error) { fault("a frame decoder goes on after an error", stream) }
            if count != nil { fault("a good stream is refused: \(error)", stream) }
            return
        }
        if let count, messages != Array(repeating: body, count: count) { fault("a stream gives other frames", stream) }
    }

    // MARK: Links and dialogues

    private mutating func link(_ bytes: [UInt8]) {
        report.inputs += 1
        do throws(CB2AError) {
            let message = try CB2ALink.style.read(bytes)
            report.accepted += 1
            look("\(message)", "a typed message")
            _ = host.received(message)
            if case .telecollection(let inner) = message { _ = collection.received(inner) }
            if (try? CB2ALink.style.write(message)) == nil { fault("a typed message cannot be written", bytes) }
        } catch {
            report.refused["link", default: 0] += 1
            look(error.description, "an error")
        }
    }

    // MARK: Damage

    private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<(1 + random.below(3)) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[place] = UInt8(random.below(256))
            case 1: bytes[place] ^= 1 << UInt8(random.below(8))
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(9)))
            case 3:
                bytes.insert(contentsOf: (0..<(1 + random.below(9))).map { _ in UInt8(random.below(256)) }, at: place)
            case 4: bytes.removeSubrange(place...)
            case 5: bytes[place] = [0x00, 0xFF, 0x30, 0x39, 0x99, 0x9F, 0x80, 0x1F][random.below(8)]
            default:
                let end = min(bytes.count, place + 1 + random.below(16))
                bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
            }
        }
        return bytes
    }

    private mutating func fault(_ text: String, _ bytes: [UInt8]) {
        guard report.faults.count < 100 else { return }
        report.faults.append("input \(report.inputs): \(text) (\(bytes.count) bytes: \(bytes))")
    }
}

/// Damaged profile files: each ends in a profile or in an error that names a member.
package struct ProfileFuzzer {
    package static func faults(in document: [UInt8], seed: UInt64, times: Int) -> [String] {
        var random = SeededRandom(seed: seed)
        var faults: [String] = []
        let pieces = ["\"\"", "-1", "99999", "null", "[]", "{}", "\"n..99\"", "\"b9999\"", "\"bcd\"", ","].map {
            Array($0.utf8)
        }
        for round in 0..<times {
            var bytes = document
            for _ in 0..<(1 + random.below(3)) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(12)))
                default: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
                }
            }
            guard let profile = try? Profile(reading: bytes) else { continue }
            var fuzzer = SeededRandom(seed: seed &+ UInt64(round))
            let message = MessageMaker(profile).message(&fuzzer)
            guard let body = try? profile.encode(message) else { continue }
            if (try? profile.decode(body)) == nil {
                faults.append("round \(round): a profile cannot read what it wrote")
            }
        }
        return faults
    }
}
