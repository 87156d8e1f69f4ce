import JSON
import Testing

/// The same numbers for the same seed, so that a failure can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct JSONFuzzTests {
    private static let alphabet =
        Array("{}[]\",:\\u0123dDeE+-.tfn \n\t\u{e9}\u{1F600}".utf8) + [0xFF, 0xC3, 0xED, 0x00]

    private static func randomText(_ generator: inout SeededGenerator) -> String {
        let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\0", "é", "e", "\u{301}", "€", "😀", "\u{fb33}", "/"]
        var text = ""
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            text.unicodeScalars.append(scalars.randomElement(using: &generator) ?? "a")
        }
        return text
    }

    private static func randomValue(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: generator.next()))
        case 3: return .integer(.random(in: -9...9, using: &generator))
        case 4:
            let number = Double(bitPattern: generator.next())
            return .decimal(number.isFinite ? number : 0.5)
        case 5: return .string(randomText(&generator))
        case 6:
            return .array(
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in randomValue(&generator, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                object[randomText(&generator)] = randomValue(&generator, depth: depth - 1)
            }
            return .object(object)
        }
    }

    @Test func `what is written canonically reads back, and writes the same bytes again`() throws {
        var generator = SeededGenerator(state: 20_250_327)
        for _ in 0..<2000 {
            let value = Self.randomValue(&generator, depth: 4)
            let canonical = value.canonicalBytes()
            let again = try JSONValue(reading: canonical)
            #expect(again.canonicalBytes() == canonical)
            #expect(try JSONValue(reading: JSONWriter.pretty(value)).canonicalBytes() == canonical)
            #expect(try JSONValue(reading: JSONWriter.compact(value)).canonicalBytes() == canonical)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `no mutation of a document stops the reader`(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = JSONWriter.compact(Self.randomValue(&generator, depth: 3))
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes.insert(Self.alphabet.randomElement(using: &generator) ?? 0, at: place)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
                case 2: bytes.removeLast(bytes.count - place)
                default: bytes.insert(contentsOf: bytes[..<place].suffix(8), at: place)
                }
            }
            do throws(JSONError) {
                let value = try JSONValue(reading: bytes)
                accepted += 1
                #expect((try? JSONValue(reading: value.canonicalBytes()))?.canonicalBytes() == value.canonicalBytes())
            } catch {
                #expect((error.offset ?? -1) >= 0 && (error.offset ?? 0) <= bytes.count, "seed \(seed): \(error)")
            }
        }
        #expect(accepted > 100 && accepted < 4000)
    }

    @Test func `a document cut at any byte is refused or is a number`() {
        let document = Array(#"{"a":[1,-2.5e3,true,null,"\ud83d\ude00é\n"],"b":{"c":{}}}"#.utf8)
        for end in 0..<document.count {
            #expect(throws: JSONError.self) { try JSONValue(reading: Array(document[..<end])) }
        }
    }
}
