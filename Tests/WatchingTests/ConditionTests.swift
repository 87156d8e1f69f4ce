import JSON
import Testing
import Vocabulary
import Watching

@Suite struct ConditionTests {
    private static let answer = AnswerSeen(
        status: 201, headers: [("Content-Type", "application/json"), ("X-Way", "a"), ("X-Way", "b")],
        body: Array(
            #"{"state":"paid","items":[{"id":7,"ok":true}],"two words":null,"tags":["x","y"],"price":"12.5"}"#.utf8),
        latency: TimeSpan(microseconds: 420_000))

    @Test(
        arguments: [
            "status == 201", "status != 200", "status < 300", "status in 200..299", "status in 100, 201",
            "latency < 800ms",
            "latency >= 420ms", "header content-type contains json", "header X-Way == b", "header x-none missing",
            "header x-way exists", "body contains \"paid\"", "body !contains error", "body matches *paid*ok*",
            "json .state == \"paid\"", "json .state == paid", "json .items[0].id == 7", "json .items[0].id > 6",
            "json .items[0].ok == true", "json .[\"two words\"] == null", "json .tags contains y", "json .none missing",
            "json .state in 1..5, 9 ", "json .price >= 12.5",
        ])
    func `holds`(text: String) throws {
        let condition = try Condition(text)
        if text.hasPrefix("json .state in") {
            #expect(condition.objection(to: Self.answer) != nil)
        } else {
            #expect(condition.objection(to: Self.answer) == nil)
        }
    }

    @Test(
        arguments: [
            ("status == 200", "the status is 201, not as in: status == 200"),
            ("latency < 400ms", "it took 420 ms, not as in: latency < 400ms"),
            ("header x-way == c", "the header field x-way is not as in: header x-way == c"),
            ("body contains secret", "the body is not as in: body contains secret"),
            ("json .none == 1", "the answer has no .none"),
            ("json .state == open", ".state is not as in: json .state == open"),
            ("json .state missing", ".state is not as in: json .state missing"),
            ("body matches paid", "the body is not as in: body matches paid"),
        ])
    func `says what is otherwise, without what the answer holds`(text: String, sentence: String) throws {
        #expect(try Condition(text).objection(to: Self.answer) == sentence)
    }

    @Test func `an answer that is no JSON has no places`() throws {
        let answer = AnswerSeen(status: 200, headers: [], body: Array("<html>".utf8), latency: .zero)
        #expect(
            try Condition("json .state exists").objection(to: answer)
                == "the answer is no JSON, which is needed for: json .state exists")
    }

    @Test(
        arguments: [
            "", "status", "status = 200", "status == ok", "status == 200 201", "status contains 2", "status == 2..3",
            "latency < 5",
            "latency == 5s", "latency < ", "header", "header a b: == x", "header x", "json == 1", "json ..a == 1",
            "json .a[ == 1",
            "json .a >= x", "body > \"1\"", "body exists now", "ip == 1", "status in 300..200", "body in a",
            "body == " + String(repeating: "x", count: 1_000),
        ])
    func `is refused`(text: String) {
        #expect(throws: Condition.Refusal.self) { try Condition(text) }
    }

    @Test func `a pattern of many stars ends soon`() throws {
        let condition = try Condition("body matches " + String(repeating: "a*", count: 200) + "b")
        let body = Array(repeating: UInt8(ascii: "a"), count: 100_000)
        let answer = AnswerSeen(status: 200, headers: [], body: body, latency: .zero)
        #expect(condition.objection(to: answer) != nil)
    }

    @Test(arguments: [
        (".", "."), ("$.a.b", ".a.b"), ("a[3].c", ".a[3].c"), ("$['a b'].c", "[\"a b\"].c"), (".a.[0]", ".a[0]"),
    ])
    func `places in JSON are written in one way`(text: String, written: String) throws {
        let path = try #require(JSONPath(text))
        #expect(path.description == written)
        #expect(JSONPath(path.description) == path)
    }

    @Test(arguments: [
        "", "..a", ".a..b", ".a b", "a]", ".a[x]", ".a[\"b]", ".a[1234567]", String(repeating: ".a", count: 33),
    ])
    func `no place`(text: String) { #expect(JSONPath(text) == nil) }
}
