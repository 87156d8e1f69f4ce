import Testing
import Vocabulary

@Suite struct InstantTests {
    @Test(arguments: [
        ("2025-03-27T15:11:00Z", "2025-03-27T15:11:00Z"),
        ("2025-03-27T16:11+01:00", "2025-03-27T15:11:00Z"),
        ("2025-03-27t16:11:05.25+01:00", "2025-03-27T15:11:05.25Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("2024-02-29T00:00:00-03:30", "2024-02-29T03:30:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ])
    func `RFC 3339 is read and written back`(text: String, expected: String) throws {
        #expect(try Instant(rfc3339: text).rfc3339 == expected)
    }

    @Test(arguments: ["2025-03-27T16:11", "2025-03-27T16:11:00", "2025-03-27 16:11:00.5"])
    func `a local time without zone is refused, and the error says what to add`(text: String) {
        let error = #expect(throws: InstantTextError.self) { try Instant(rfc3339: text) }
        #expect(error?.reason == .zoneMissing)
        #expect(error?.description.contains("Z") == true)
    }

    @Test(arguments: [
        "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:61Z", "2025-01-01T00:00:00+24:00",
    ])
    func `a day or time that does not exist is refused`(text: String) {
        let error = #expect(throws: InstantTextError.self) { try Instant(rfc3339: text) }
        #expect(error?.reason == .impossible)
    }

    @Test(arguments: ["", "now", "2025-3-27T15:11:00Z", "2025-03-27T15:11:00Zx", "2025-03-27T15:11:00.Z", "2025-03-27"])
    func `anything else is refused as malformed`(text: String) {
        let error = #expect(throws: InstantTextError.self) { try Instant(rfc3339: text) }
        #expect(error?.reason == .malformed)
    }

    @Test func `days and their numbers agree over eight centuries`() throws {
        var days: Int64 = try #require(CivilDate(year: 1_600, month: 1, day: 1)).daysSinceEpoch
        var previous = CivilDate(daysSinceEpoch: days - 1)
        while previous.year < 2_400 {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date.daysSinceEpoch == days)
            #expect(previous < date)
            #expect(date.weekday == (previous.weekday + 1) % 7)
            previous = date
            days += 1
        }
        #expect(CivilDate(year: 2025, month: 3, day: 27)?.weekday == 4)
    }

    @Test func `minutes are rounded, not cut`() {
        #expect(TimeSpan.seconds(89).roundedMinutes == 1)
        #expect(TimeSpan.seconds(90).roundedMinutes == 2)
        #expect(TimeSpan.seconds(-90).roundedMinutes == -2)
    }
}
