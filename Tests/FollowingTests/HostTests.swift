import Testing
import Vocabulary

@testable import Following

@Suite struct HostTests {
    static let start = Instant(seconds: 1_790_000_000)

    private static func opened(_ random: inout SeededRandom) -> HostBreaker {
        var breaker = HostBreaker()
        for _ in 0..<HostBreaker.failuresMost { breaker.note(.noAnswer, now: start, using: &random) }
        return breaker
    }

    @Test func `a breaker opens after five failures in a row and not before`() {
        var random = SeededRandom(seed: 1)
        var breaker = HostBreaker()
        for round in 0..<20 {
            #expect(breaker.admission(now: Self.start) == .admitted)
            breaker.note(round % 5 == 4 ? nil : .noAnswer, now: Self.start, using: &random)
        }
        #expect(breaker.position == .closed(failures: 0))
        breaker = Self.opened(&random)
        guard case .heldBack(let until) = breaker.admission(now: Self.start) else {
            Issue.record("the breaker did not open")
            return
        }
        #expect(until >= Self.start + .seconds(60) && until <= Self.start + .seconds(66))
    }

    @Test func `an answer that refuses shows the host alive`() {
        var random = SeededRandom(seed: 2)
        var breaker = HostBreaker()
        for status in [404, 403, 401, 410, 404, 404, 404] {
            breaker.note(.answered(status: status, retryAfter: nil), now: Self.start, using: &random)
            breaker.note(.unreadable(.malformed), now: Self.start, using: &random)
        }
        #expect(breaker.position == .closed(failures: 0))
    }

    @Test func `one request tries an open breaker; it closes on success and opens for longer on failure`() {
        var random = SeededRandom(seed: 3)
        var breaker = Self.opened(&random)
        var now = Self.start
        var lengths: [Int64] = []
        for _ in 0..<8 {
            guard case .open(let until) = breaker.position else {
                Issue.record("expected an open breaker, found \(breaker.position)")
                return
            }
            lengths.append((until - now).wholeSeconds)
            now = until
            #expect(breaker.admission(now: now) == .admitted)
            #expect(breaker.admission(now: now) != .admitted)
            breaker.note(.answered(status: 502, retryAfter: nil), now: now, using: &random)
        }
        for (length, expected) in zip(lengths, [60, 120, 240, 480, 960, 1_800, 1_800, 1_800] as [Int64]) {
            #expect(length >= expected && length <= expected * 11 / 10)
        }
        guard case .open(let until) = breaker.position else { return }
        #expect(breaker.admission(now: until) == .admitted)
        breaker.note(nil, now: until, using: &random)
        #expect(breaker.admission(now: until) == .admitted && breaker.openings == 0)
    }

    @Test func `a probe that nobody reported on does not keep a host away for ever`() {
        var random = SeededRandom(seed: 4)
        var breaker = Self.opened(&random)
        let now = Self.start + .minutes(5)
        #expect(breaker.admission(now: now) == .admitted)
        #expect(breaker.admission(now: now + .seconds(119)) == .heldBack(until: now + .seconds(120)))
        #expect(breaker.admission(now: now + .seconds(120)) == .admitted)
    }

    @Test func `one page's "too many requests" keeps all pages of the host away`() {
        var random = SeededRandom(seed: 5)
        var breaker = HostBreaker()
        breaker.note(.answered(status: 429, retryAfter: .seconds(300)), now: Self.start, using: &random)
        breaker.note(nil, now: Self.start + .seconds(1), using: &random)
        #expect(breaker.admission(now: Self.start + .seconds(299)) == .heldBack(until: Self.start + .seconds(300)))
        #expect(breaker.admission(now: Self.start + .seconds(300)) == .admitted)
        breaker.note(.answered(status: 429, retryAfter: .days(30)), now: Self.start, using: &random)
        #expect(breaker.pausedUntil == Self.start + .hours(6))
    }

    @Test func `when hosts of several platforms fail at once, the fault is ours`() {
        func sightings(down: Set<Int>, agoMinutes: Int64 = 1) -> [OwnFault.Sighting] {
            (0..<12).map { number in
                let platform: Platform? = number < 6 ? .statuspage : number < 8 ? .incidentIO : nil
                return OwnFault.Sighting(
                    host: "host-\(number)", platform: platform, at: Self.start - .minutes(agoMinutes),
                    failure: down.contains(number) ? .noAnswer : nil)
            }
        }
        func judged(_ sightings: [OwnFault.Sighting]) -> OwnFault { OwnFault.judge(sightings, now: Self.start) }
        #expect(judged(sightings(down: Set(0..<12))) == .ours(failed: 12, of: 12))
        #expect(judged(sightings(down: Set(0..<11))) == .ours(failed: 11, of: 12))
        #expect(judged(sightings(down: Set(0..<6))) == .platform(.statuspage, failed: 6, of: 6))
        #expect(judged(sightings(down: [1, 9])) == .none)
        #expect(judged(sightings(down: [])) == .none)
        #expect(judged(sightings(down: Set(0..<12), agoMinutes: 30)) == .unknown)
        #expect(judged(Array(sightings(down: Set(0..<12)).prefix(3))) == .unknown)
        // Later answers replace earlier failures.
        #expect(judged(sightings(down: Set(0..<12), agoMinutes: 2) + sightings(down: [])) == .none)
        #expect(judged(sightings(down: []) + sightings(down: Set(0..<12), agoMinutes: 2)) == .none)
    }

    @Test func `all failing on the one platform that is followed is the platform's, for it can't be told apart`() {
        let sightings = (0..<6).map {
            OwnFault.Sighting(host: "h\($0)", platform: .statuspage, at: Self.start, failure: .noAnswer)
        }
        #expect(OwnFault.judge(sightings, now: Self.start) == .platform(.statuspage, failed: 6, of: 6))
    }

    @Test func `pages that answer with nonsense are no sign that we are cut off`() {
        let sightings = (0..<6).map {
            OwnFault.Sighting(host: "h\($0)", platform: nil, at: Self.start, failure: .unreadable(.html))
        }
        #expect(OwnFault.judge(sightings, now: Self.start) == .none)
    }

    @Test func `requests on their way never exceed a bound, and a busy host keeps no other waiting`() {
        var random = SeededRandom(seed: 6)
        let limits = PoliteLimits()
        var inFlight = PoliteLimits.InFlight()
        var running: [(host: String, platform: Platform?)] = []
        var most = 0
        for _ in 0..<20_000 {
            if random.below(3) > 0 {
                let platform = [Platform.statuspage, .statusIO, nil][random.below(3)]
                let host =
                    platform == .statusIO ? "api.status.io" : "host-\(random.below(40))-\(platform?.rawValue ?? "")"
                if limits.bound(host: host, platform: platform, inFlight) == nil {
                    inFlight.began(host: host, platform: platform)
                    running.append((host, platform))
                }
            } else if !running.isEmpty {
                let (host, platform) = running.remove(at: random.below(running.count))
                inFlight.ended(host: host, platform: platform)
            }
            most = max(most, running.count)
            #expect(inFlight.total == running.count && inFlight.total <= 32)
            #expect(inFlight.hosts.values.allSatisfy { $0 <= 2 })
            #expect((inFlight.platforms[.statuspage] ?? 0) <= 10 && (inFlight.platforms[.statusIO] ?? 0) <= 2)
        }
        #expect(most == 32)
        for (host, platform) in running { inFlight.ended(host: host, platform: platform) }
        #expect(inFlight == PoliteLimits.InFlight())
        inFlight.began(host: "a", platform: nil)
        inFlight.began(host: "a", platform: nil)
        #expect(limits.bound(host: "a", platform: nil, inFlight) == .host)
        #expect(limits.first(of: ["a", "a", "b"], inFlight) { ($0, nil) } == "b")
    }

    @Test(arguments: [
        ("120", Int64?(120)), (" 7 ", 7), ("0", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0), ("99999999999999999999999999", 31_536_000), ("-1", nil), ("1.5", nil),
        ("soon", nil), ("", nil), ("Sun, 31 Feb 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
        ("Sun, 06 Nov 1994 08:49:99 GMT", nil),
    ])
    func `Retry-After is read in seconds or as a date`(text: String, seconds: Int64?) throws {
        let now = try Instant(rfc3339: "1994-11-06T08:49:00Z")
        #expect(RetryAfter.reading(text, now: now) == seconds.map { .seconds($0) })
    }
}
