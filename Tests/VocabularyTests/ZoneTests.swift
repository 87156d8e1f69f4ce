import Testing
import Vocabulary

@Suite struct ZoneTests {
    @Test func `an instant is shown with its zone's name and UTC beside it`() throws {
        let paris = try ZoneData.zone("Europe/Paris")
        #expect(try instant("2025-03-27T15:11:00Z").clockText(in: paris) == "16:11 CET (15:11 UTC)")
        #expect(try instant("2025-09-16T13:13:00Z").clockText(in: paris) == "15:13 CEST (13:13 UTC)")
        #expect(try instant("2025-09-16T13:13:00Z").clockText(in: .utc) == "13:13 UTC")
    }

    @Test(arguments: [
        ("Asia/Kolkata", "2025-01-01T00:00:00Z", "05:30 IST (00:00 UTC)"),
        ("Asia/Kathmandu", "2025-01-01T00:00:00Z", "05:45 UTC+5:45 (00:00 UTC)"),
        ("America/Sao_Paulo", "2025-01-01T12:00:00Z", "09:00 UTC\u{2212}3 (12:00 UTC)"),
        ("America/St_Johns", "2025-07-01T12:00:00Z", "09:30 NDT (12:00 UTC)"),
        ("Australia/Lord_Howe", "2025-01-01T00:00:00Z", "11:00 UTC+11 (00:00 UTC)"),
        ("Australia/Lord_Howe", "2025-07-01T00:00:00Z", "10:30 UTC+10:30 (00:00 UTC)"),
    ])
    func `half-hour zones and zones without a name are told honestly`(
        zone: String, at: String, expected: String
    ) throws {
        #expect(try instant(at).clockText(in: ZoneData.zone(zone)) == expected)
    }

    @Test func `a time in the gap of spring never came`() throws {
        let paris = try ZoneData.zone("Europe/Paris")
        let gap = paris.instants(showing: try civil(2025, 3, 30, 2, 30))
        #expect(gap == .gap(asIfBefore: try instant("2025-03-30T01:30:00Z")))
        #expect(gap.exact == nil)
        #expect(paris.instants(showing: try civil(2025, 3, 30, 1, 59)).exact == (try instant("2025-03-30T00:59:00Z")))
        #expect(paris.instants(showing: try civil(2025, 3, 30, 3, 0)).exact == (try instant("2025-03-30T01:00:00Z")))
    }

    @Test func `a time in the fold of autumn came twice`() throws {
        let paris = try ZoneData.zone("Europe/Paris")
        let fold = paris.instants(showing: try civil(2025, 10, 26, 2, 30))
        #expect(
            fold
                == .twice(
                    earlier: try instant("2025-10-26T00:30:00Z"), later: try instant("2025-10-26T01:30:00Z")))
    }

    @Test func `a fold of half an hour is found too`() throws {
        let island = try ZoneData.zone("Australia/Lord_Howe")
        guard case .twice(let earlier, let later) = island.instants(showing: try civil(2025, 4, 6, 1, 45)) else {
            Issue.record("1:45 on 6 April 2025 came twice on Lord Howe Island")
            return
        }
        #expect(later - earlier == .minutes(30))
    }

    @Test(arguments: [
        ("Europe/Paris", 2045, "CEST"), ("America/New_York", 2060, "EDT"), ("Australia/Sydney", 2050, "AEST"),
    ])
    func `beyond the listed transitions the zone's own rule goes on`(
        zone: String, year: Int, name: String
    ) throws {
        let july = try instant("\(year)-07-01T12:00:00Z")
        #expect(try ZoneData.zone(zone).offset(at: july).name == name)
    }

    @Test(arguments: ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran"])
    func `every hour of forty years is among the instants that show its clock time`(identifier: String) throws {
        let zone = try ZoneData.zone(identifier)
        var instant = try instant("2000-01-01T00:00:00Z")
        let end = try Vocabulary.Instant(rfc3339: "2040-01-01T00:00:00Z")
        while instant < end {
            let shown = zone.civilTime(instant)
            switch zone.instants(showing: shown) {
            case .once(let only): #expect(only == instant)
            case .twice(let earlier, let later): #expect(earlier == instant || later == instant)
            case .gap: Issue.record("\(shown) was shown at \(instant.rfc3339), so it is no gap")
            }
            instant = instant + .hours(13)
        }
    }

    @Test func `identifiers cannot leave the folder of the data`() {
        for identifier in ["../../etc/passwd", "/etc/passwd", "Europe//Paris", "Europe/", "", "Europe/Par is", "a.b"] {
            #expect(!ZoneCatalogue.isIdentifier(identifier))
            #expect(ZoneData.catalogue.zone(identifier) == nil)
        }
    }

    @Test func `cut or random data is refused and never traps`() throws {
        let data = try #require(ZoneData.bytes("Europe/Paris"))
        for count in stride(from: 0, to: data.count, by: 7) {
            _ = try? Zone(identifier: "X", data: Array(data.prefix(count)))
        }
        var generator = SplitMix(seed: 7)
        for _ in 0..<2_000 {
            var mutated = data
            for _ in 0..<4 {
                mutated[Int.random(in: 0..<mutated.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            if let zone = try? Zone(identifier: "X", data: mutated) {
                _ = zone.offset(at: Instant(seconds: 1_743_000_000))
                _ = zone.offset(at: Instant(seconds: 4_000_000_000))
            }
        }
        #expect(throws: ZoneDataError.self) { try Zone(identifier: "X", data: []) }
        #expect(throws: ZoneDataError.self) { try Zone(identifier: "X", data: Array(data.prefix(100))) }
    }
}

/// A small generator with a seed, so that a failure can be played again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
