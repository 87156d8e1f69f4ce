import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", true), (" false ", false), ("0", 0), ("-0", 0), ("12", 12), ("-7", -7),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .decimal(9_223_372_036_854_775_808)), ("1.0", .decimal(1)), ("1e3", .decimal(1000)),
            ("-1.25E-2", .decimal(-0.0125)), ("1e-400", .decimal(0)), ("\"\"", ""), ("\"é\"", "é"),
            (#""\u00e9\n\"\\\/\b\f\r\t""#, "é\n\"\\/\u{8}\u{c}\r\t"), (#""\ud83d\uDE00""#, "😀"), (#""\u0000""#, "\0"),
            ("[]", []), ("[1, [2], {}]", [1, [2], [:]]), (#"{"a":1,"b":{"c":null}}"#, ["a": 1, "b": ["c": .null]]),
        ] as [(String, JSONValue)])
    func `reads what the standard allows`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(reading: text) == value)
    }

    @Test(
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("True", 0), ("01", 0), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2),
            ("1e", 2),
            ("1e+", 3), ("0x10", 1), ("NaN", 0), ("'a'", 0), ("\"a", 0), ("\"a\nb\"", 2), (#""\x""#, 1),
            (#""\u12""#, 5),
            (#""\ud800""#, 1), (#""\udc00""#, 1), (#""\ud800\u0041""#, 1), ("[1,]", 3), ("[1 2]", 3), ("[", 1),
            ("{", 1),
            (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), ("{a:1}", 1), ("1 2", 2), ("[1]]", 3), ("// x\n1", 0),
            ("\u{FEFF}1", 0), ("\u{a0}1", 0),
        ] as [(String, Int)])
    func `refuses what the standard does not allow and says where`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: text) }
        #expect(error?.code == .malformed)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            [0x22, 0xC3, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], [0x00], [0x31, 0x00],
        ] as [[UInt8]])
    func `refuses bytes that are not UTF-8`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(reading: bytes) }
    }

    @Test func `a member that comes twice is refused at its path`() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(reading: #"{"windows":[{},{"start":1,"end":2,"start":3}]}"#)
        }
        #expect(error?.code == .duplicateMember)
        #expect(error?.path.description == "$.windows[1].start")
        #expect(error?.path.pointer == "/windows/1/start")
        #expect(error?.offset == 34)
    }

    @Test func `names that differ only in their bytes are two names`() throws {
        let value = try JSONValue(reading: #"{"é":1,"e\u0301":2}"#)
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    }

    @Test func `a member that comes twice is found in a large object too`() {
        let members = (0..<5000).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: "{\(members),\"m17\":0}") }
        #expect(error?.code == .duplicateMember)
        #expect(throws: Never.self) { try JSONValue(reading: "{\(members)}") }
    }

    @Test func `depth and size are bounded`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(reading: nested(64)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: nested(65)) }
        #expect(error?.code == .tooLarge)
        #expect(error?.path.components.count == 64)
        #expect(throws: Never.self) { try JSONValue(reading: nested(512), limits: JSONLimits(depth: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONValue(reading: nested(100_000), limits: JSONLimits(depth: .max)) }
        #expect(throws: JSONError.self) { try JSONValue(reading: "[1,2]", limits: JSONLimits(bytes: 4)) }
        #expect(throws: JSONError.self) { try JSONValue(reading: "1e400") }
        #expect(throws: JSONError.self) { try JSONValue(reading: "0." + String(repeating: "1", count: 300)) }
        #expect(throws: JSONError.self) { try JSONValue(reading: String(repeating: "9", count: 300)) }
    }

    @Test func `an error never holds what was read`() {
        for text in [#"{"password":"hunter2",}"#, #"{"password":"hunter2"#, #"["hunter2" "hunter2"]"#, "hunter2"] {
            let error = #expect(throws: JSONError.self) { try JSONValue(reading: text) }
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test func `a strange member name cannot break the line of a message`() {
        let long = String(repeating: "x", count: 500)
        let path = JSONPath.root.member("a\nb\"").member(long).index(3)
        #expect(path.description == #"$["a\nb\""][""# + String(repeating: "x", count: 64) + #"…"][3]"#)
        #expect(JSONPath.root.member("a/b~c").pointer == "/a~1b~0c")
    }

    @Test func `the members keep their order and compare without it`() throws {
        let one = try JSONValue(reading: #"{"b":1,"a":2}"#)
        let two = try JSONValue(reading: #"{"a":2,"b":1}"#)
        #expect(one.object?.names == ["b", "a"])
        #expect(one == two)
        #expect(one != ["a": 2, "b": 2])
        #expect(one != ["a": 2])
    }

    @Test func `members are set in place, added and removed`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        object["absent"] = nil
        #expect(object == ["a": 3, "c": 4])
        #expect(JSONValue.object(object)["c"]?.integer == 4)
        #expect(JSONValue.object(object)["d"] == nil)
    }
}
