import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"), (1e-6, "0.000001"), (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"), (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (9_007_199_254_740_992.0, "9007199254740992"), (333_333_333.33333329, "333333333.3333333"), (4.50, "4.5"),
            (2e-3, "0.002"), (1e30, "1e+30"), (100.0, "100"), (123.456, "123.456"), (.infinity, "null"), (.nan, "null"),
        ] as [(Double, String)])
    func `a decimal is written as ECMAScript writes it`(number: Double, expected: String) {
        #expect(text(JSONWriter.compact(.decimal(number))) == expected)
    }

    @Test func `the canonical form sorts members by their UTF-16 units and writes no space`() throws {
        // The example of RFC 8785, 3.2.3: the surrogate pair sorts before U+FB33.
        let value = try JSONValue(
            reading:
                #"{"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smiley","\u0080":"C","\u00f6":"O"}"#
        )
        let names = try JSONValue(reading: value.canonicalBytes()).object?.names
        #expect(names == ["\r", "1", "\u{80}", "ö", "€", "😀", "\u{fb33}"])
        #expect(
            text((["b": [1, .null], "a": ["d": true, "c": -2]] as JSONValue).canonicalBytes())
                == #"{"a":{"c":-2,"d":true},"b":[1,null]}"#)
    }

    @Test func `only what must be escaped is escaped`() {
        let value: JSONValue = .string("\u{0}\u{1f}\u{8}\t\n\u{c}\r\"\\/é\u{7f}\u{2028}😀")
        #expect(text(JSONWriter.compact(value)) == #""\u0000\u001f\b\t\n\f\r\"\\/é"# + "\u{7f}\u{2028}😀\"")
    }

    @Test func `the pretty form has a line per member`() {
        let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": "e"]]
        #expect(
            text(JSONWriter.pretty(value)) == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": [],
                  "c": {
                    "d": "e"
                  }
                }

                """)
    }

    @Test func `a long answer is written and taken in pieces`() {
        var writer = JSONWriter()
        var pieces: [UInt8] = []
        writer.beginObject()
        writer.name("entries")
        writer.beginArray()
        for number in 0..<3 {
            writer.value(.integer(Int64(number)))
            pieces += writer.takeBytes()
        }
        writer.endArray()
        writer.member("done", true)
        writer.endObject()
        pieces += writer.takeBytes()
        #expect(text(pieces) == #"{"entries":[0,1,2],"done":true}"#)
        #expect(writer.count == 0)
    }

    @Test func `a value without a name inside an object is a fault of the caller`() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.value(1)
        }
    }
}
