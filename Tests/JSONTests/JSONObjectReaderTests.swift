import JSON
import Testing

@Suite struct JSONObjectReaderTests {
    private let value: JSONValue = [
        "name": "example", "count": 3, "ratio": 0.5, "whole": 2.0, "open": true, "nothing": .null,
        "inner": ["zone": "Europe/Paris"], "list": ["a", "b"], "mixed": ["a", 1],
        "texts": ["fr": "panne", "en": "outage"],
    ]

    @Test func `members are taken by name and kind`() throws {
        let object = try JSONObjectReader(value)
        #expect(try object.string("name") == "example")
        #expect(try object.integer("count") == 3)
        #expect(try object.integer("whole") == 2)
        #expect(try object.decimal("ratio") == 0.5)
        #expect(try object.bool("open"))
        #expect(try object.strings("list") == ["a", "b"])
        #expect(try object.object("inner").string("zone") == "Europe/Paris")
        #expect(try object.optionalString("absent") == nil)
        #expect(try object.optionalString("nothing") == nil)
        #expect(try object.optional("count") { object throws(JSONError) in try object.integer("count") } == 3)
        let texts = try object.map("texts") { value, path throws(JSONError) in try JSONObjectReader.string(value, path)
        }
        #expect(texts.map(\.name) == ["fr", "en"])
    }

    @Test func `an error names the path and what was expected`() throws {
        let object = try JSONObjectReader(value, path: .root.member("provider"))
        func message<Value>(_ read: () throws(JSONError) -> Value) -> String? {
            do throws(JSONError) {
                _ = try read()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(
            message { () throws(JSONError) in try object.string("absent") }
                == "$.provider.absent: this member is missing")
        #expect(
            message { () throws(JSONError) in try object.string("count") }
                == "$.provider.count: expected a text, found a number")
        #expect(
            message { () throws(JSONError) in try object.integer("ratio") }
                == "$.provider.ratio: expected a whole number, found a number")
        #expect(
            message { () throws(JSONError) in try object.strings("mixed") }
                == "$.provider.mixed[1]: expected a text, found a number")
        #expect(
            message { () throws(JSONError) in try object.integer("count", in: 5...9) }
                == "$.provider.count: expected a whole number from 5 to 9")
        #expect(
            message { () throws(JSONError) in try object.object("inner").bool("zone") }
                == "$.provider.inner.zone: expected true or false, found a text")
        #expect(
            message { () throws(JSONError) in try object.converted("name", "a zone name") { _ in Int?.none } }
                == "$.provider.name: expected a zone name")
        #expect(
            message { () throws(JSONError) in try JSONObjectReader([1]) } == "$: expected an object, found an array")
    }

    @Test func `a member that nobody reads is refused when asked`() {
        let error = #expect(throws: JSONError.self) {
            try JSONObjectReader(["start": 1, "ende": 2], allowing: ["start", "end"])
        }
        #expect(error?.code == .unknownMember)
        #expect(error?.description == "$.ende: nobody reads this member; known are start, end")
    }
}
