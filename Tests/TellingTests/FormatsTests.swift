import Telling
import Testing
import Vocabulary

private let thin = "\u{202F}"
private let fixed = "\u{A0}"

@Suite struct FormatsTests {
    @Test(arguments: [
        (31, "31 s"), (59, "59 s"), (60, "1 min"), (89, "1 min"), (90, "2 min"), (3_599, "1 h"), (12_840, "3 h 34 min"),
        (7_200, "2 h"), (86_400, "1 d"), (97_200, "1 d 3 h"), (-780, "13 min"),
    ])
    func `a duration has two units at most`(_ seconds: Int64, _ text: String) {
        let expected = text.split(separator: " ").joined(separator: fixed)
        #expect(LanguagePack.english.duration(.seconds(seconds)) == expected)
    }

    @Test func `French sets thin spaces between numbers and units`() {
        #expect(LanguagePack.french.duration(.minutes(214)) == "3\(thin)h\(thin)34\(thin)min")
        #expect(LanguagePack.french.duration(.hours(27)) == "1\(thin)j\(thin)3\(thin)h")
    }

    @Test func `large numbers are grouped as each language does, four digits are not`() {
        #expect(LanguagePack.english.number(1_234_567) == "1,234,567")
        #expect(LanguagePack.french.number(1_234_567) == "1\(thin)234\(thin)567")
        #expect(LanguagePack.italian.number(12_345) == "12.345")
        #expect(LanguagePack.italian.number(2_025) == "2025")
        #expect(LanguagePack.english.number(-3) == "\u{2212}3")
    }

    @Test func `a percentage is never rounded up to a hundred`() {
        #expect(LanguagePack.english.percentage(part: 9_999_999_999, of: 10_000_000_000) == "99.999%")
        #expect(LanguagePack.french.percentage(part: 99_982, of: 100_000) == "99,982\(thin)%")
        #expect(LanguagePack.italian.percentage(part: 1, of: 1) == "100%")
        #expect(LanguagePack.english.percentage(part: 1, of: 2) == "50%")
        #expect(LanguagePack.english.percentage(part: Int64.max / 2, of: Int64.max) == "49.999%")
        #expect(LanguagePack.english.percentage(part: 1, of: 0) == "not known")
    }

    @Test func `days are written as each language writes them, in the zone's own day`() throws {
        let zone = try paris()
        let late = try at("2025-12-03T23:30:00Z")
        #expect(LanguagePack.english.date(late, in: zone) == "4\(fixed)December 2025")
        #expect(LanguagePack.french.date(late, in: zone) == "4\(fixed)décembre 2025")
        #expect(LanguagePack.italian.date(late, in: zone) == "4\(fixed)dicembre 2025")
        #expect(LanguagePack.french.date(try at("2025-03-01T12:00:00Z"), in: zone) == "1er\(fixed)mars 2025")
    }

    @Test func `a group of times says its zone and UTC once`() throws {
        let zone = try paris()
        let text = LanguagePack.english.clockWithZone(try at("2025-12-04T11:34:00Z"), in: zone)
        #expect(text == "12:34\(fixed)CET · 11:34\(fixed)UTC")
        #expect(LanguagePack.english.clockWithZone(try at("2025-12-04T11:34:00Z"), in: .utc) == "11:34\(fixed)UTC")
        let range = LanguagePack.english.range(try at("2025-12-04T11:34:00Z"), try at("2025-12-04T15:08:00Z"), in: zone)
        #expect(range == "12:34 – 16:08")
    }

    @Test func `a lag has a sign and a long wait is in days`() {
        #expect(LanguagePack.english.lag(.minutes(26)) == "+26\(fixed)min")
        #expect(LanguagePack.english.lag(.minutes(-3)) == "\u{2212}3\(fixed)min")
        #expect(LanguagePack.french.wait(.days(17)) == "17\(fixed)jours")
        #expect(LanguagePack.italian.wait(.minutes(91)) == "1\(fixed)h\(fixed)31\(fixed)min")
    }
}
