import JSON
import Synchronization
import Telemetry
import Testing
import Vocabulary

/// Keeps the lines, and a clock that stands until it is moved.
final class LogCapture: Sendable {
    private let state = Mutex<(lines: [String], now: Int64)>(([], 1_732_147_804_123_456))

    var lines: [String] { state.withLock { $0.lines } }

    func advance(seconds: Int64) { state.withLock { $0.now += seconds * 1_000_000 } }

    func logger(
        _ level: LogLevel = .info, _ format: LogFormat = .text, repetition: LogRepetition = LogRepetition()
    ) -> Logger {
        Logger(
            level: level, format: format, repetition: repetition,
            now: { Instant(microseconds: self.state.withLock { $0.now }) },
            sink: { bytes in self.state.withLock { $0.lines.append(String(decoding: bytes, as: UTF8.self)) } })
    }
}

@Suite struct LoggerTests {
    @Test func `a line has time, level, sentence and values`() {
        let capture = LogCapture()
        let logger = capture.logger().with(.requestID, "r1")
        logger.warning(
            "slow request", [.path: "/a b", .durationMicroseconds: 1500, .status: 200, .reason: "", .code: true])
        logger.debug("not written")
        #expect(
            capture.lines == [
                "2024-11-21T00:10:04.123456Z warning slow request request_id=r1 path=\"/a b\" duration_us=1500 status=200 "
                    + "reason=\"\" code=true\n"
            ])
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (4_102_444_799_999_999, "2099-12-31T23:59:59.999999Z"),
            (1_709_251_199_000_000, "2024-02-29T23:59:59.000000Z"),
        ] as [(Int64, String)])
    func `the time is RFC 3339 in UTC`(microseconds: Int64, text: String) {
        let lines = Mutex<[String]>([])
        let logger = Logger(now: { Instant(microseconds: microseconds) }) { bytes in
            lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
        logger.info("x")
        #expect(lines.withLock { $0.first?.hasPrefix(text) } == true)
    }

    @Test func `json lines are objects`() throws {
        let capture = LogCapture()
        capture.logger(.debug, .json).debug("request done", [.method: "GET", .status: 304, .error: .redacted])
        let value = try JSONValue(reading: capture.lines[0])
        #expect(
            value == [
                "time": "2024-11-21T00:10:04.123456Z", "level": "debug", "message": "request done", "method": "GET",
                "status": 304, "error": "‹redacted›",
            ])
    }

    @Test(arguments: LogFormat.allCases)
    func `nothing in a value can make a second line or hide`(format: LogFormat) throws {
        let capture = LogCapture()
        let hostile = "a\n2024-11-21T00:00:00Z error forged\r\u{1b}[2K\u{85}\u{2028}\u{202e}\0\"=x"
        capture.logger(.info, format).info("request", [.path: LogValue(hostile)])
        let line = capture.lines[0]
        #expect(line.unicodeScalars.count { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) } == 1)
        #expect(line.hasSuffix("\n"))
        for scalar in ["\u{1b}", "\u{85}", "\u{2028}", "\u{202e}", "\0"] {
            #expect(!line.contains(scalar))
        }
        if format == .json { #expect(throws: Never.self) { try JSONValue(reading: line) } }
    }

    @Test(arguments: LogFormat.allCases)
    func `a line is bounded and says that it was cut`(format: LogFormat) throws {
        let capture = LogCapture()
        let long = LogValue(String(repeating: "é\n", count: 100_000))
        capture.logger(.info, format).info(
            "request", [.path: long, .url: long, .host: long, .reason: long, .error: long])
        let line = capture.lines[0]
        #expect(line.utf8.count <= 4096 && line.utf8.count > 2000)
        #expect(line.contains("truncated"))
        if format == .json { #expect(try JSONValue(reading: line)["truncated"] == true) }
    }

    @Test func `what repeats is counted instead of written`() {
        let capture = LogCapture()
        let logger = capture.logger(repetition: LogRepetition(burst: 3, windowMicroseconds: 10_000_000))
        for _ in 0..<100 { logger.error("cannot reach the database") }
        logger.error("something else")
        #expect(capture.lines.count == 4)
        capture.advance(seconds: 11)
        logger.error("cannot reach the database")
        #expect(capture.lines.count == 6)
        #expect(capture.lines[4].hasSuffix("error   cannot reach the database repeated=97\n"))
        for _ in 0..<5 { logger.error("cannot reach the database") }
        logger.flush()
        #expect(capture.lines.last?.hasSuffix("repeated=3\n") == true)
        let count = capture.lines.count
        logger.flush()
        #expect(capture.lines.count == count)
    }

    @Test func `level and format change for every logger of the family`() {
        let capture = LogCapture()
        let logger = capture.logger()
        let child = logger.with(.component, "http")
        logger.configure(level: .debug, format: .json)
        child.debug("now written")
        #expect(capture.lines.count == 1 && capture.lines[0].hasPrefix("{"))
        logger.configure(level: .error, format: .text)
        child.warning("not any more")
        #expect(capture.lines.count == 1 && !child.writes(.warning))
    }

    @Test func `a value that is set again replaces the one before`() {
        let capture = LogCapture()
        capture.logger().with(.node, "a").with(.node, "b").info("x")
        #expect(capture.lines[0].hasSuffix("x node=b\n"))
    }

    @Test func `many threads write whole lines`() async {
        let capture = LogCapture()
        let logger = capture.logger(repetition: LogRepetition(burst: .max))
        await withDiscardingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<200 { logger.info("tick", [.count: LogValue(number)]) }
                }
            }
        }
        #expect(capture.lines.count == 1600)
    }
}
