import Testing
import Vocabulary

@testable import Following

/// Two days of polling with all rules together, against servers that fail in the ways that servers do.
@Suite struct PollingDaysTests {
    static let start = Instant(seconds: 1_790_000_000)

    struct Page {
        var state: PollState
        var host: String
        var platform: Platform?
        var read: DocumentRead
        var requests = 0
    }

    /// What the world answers: nil for no answer.
    typealias World = (_ page: Page, _ now: Instant, _ random: inout SeededRandom) -> (
        status: Int, retryAfter: TimeSpan?
    )?

    struct Run {
        var pages: [Page]
        var breakers: [String: HostBreaker] = [:]
        var inFlight = PoliteLimits.InFlight()
        var sightings: [String: OwnFault.Sighting] = [:]
        var verdicts: Set<OwnFault> = []
        var told: [String: Int] = [:]
        var hostsMost = 0
        /// Requests per host and hour since the start.
        var perHour: [String: [Int64: Int]] = [:]

        mutating func live(hours: Int64, random: inout SeededRandom, world: World) {
            let schedule = PollSchedule()
            let limits = PoliteLimits()
            // Latest first; a page waits for its turn or for its answer.
            var queue = pages.indices.map { (at: pages[$0].state.next, page: $0, isAnswer: false) }
            queue.sort { $0.at > $1.at }
            func place(_ at: Instant) -> Int { queue.firstIndex { $0.at < at } ?? queue.endIndex }
            while let (now, index, isAnswer) = queue.popLast(), now < PollingDaysTests.start + .hours(hours) {
                let (host, platform) = (pages[index].host, pages[index].platform)
                if !isAnswer {
                    var until: Instant?
                    if limits.bound(host: host, platform: platform, inFlight) != nil {
                        until = now + .seconds(1)
                    } else if case .heldBack(let later) = breakers[host, default: HostBreaker()].admission(now: now) {
                        until = later
                    }
                    if let until {
                        pages[index].state = schedule.after(
                            .heldBack(until: until), of: pages[index].state, now: now, using: &random)
                        let next = pages[index].state.next
                        queue.insert((next, index, false), at: place(next))
                        continue
                    }
                    inFlight.began(host: host, platform: platform)
                    hostsMost = max(hostsMost, inFlight.hosts[host] ?? 0)
                    pages[index].requests += 1
                    perHour[host, default: [:]][(now - PollingDaysTests.start).wholeSeconds / 3_600, default: 0] += 1
                    let latency = TimeSpan.seconds(Int64(1 + random.below(3)))
                    queue.insert((now + latency, index, true), at: place(now + latency))
                    continue
                }
                inFlight.ended(host: host, platform: platform)
                let outcome = answered(index, now: now, random: &random, world: world)
                if pages[index].state.isUnreadableNewly() { told[pages[index].state.page, default: 0] += 1 }
                pages[index].state = schedule.after(outcome, of: pages[index].state, now: now, using: &random)
                let next = pages[index].state.next
                queue.insert((next, index, false), at: place(next))
            }
        }

        private mutating func answered(
            _ index: Int, now: Instant, random: inout SeededRandom, world: World
        ) -> PollOutcome {
            let page = pages[index]
            let answer = world(page, now, &random)
            var failure: PollFailure?
            if let (status, retryAfter) = answer {
                let (freshness, next) = page.read.validators.compared(
                    status: status, entityTag: "\"1\"", lastModified: nil, bodyDigest: "d")
                if status == 200 || status == 304, freshness != .nonsense {
                    pages[index].read = page.read.read(freshness, next: next, now: now)
                } else {
                    failure = .answered(status: status, retryAfter: retryAfter)
                }
            } else {
                failure = .noAnswer
            }
            breakers[page.host, default: HostBreaker()].note(failure, now: now, using: &random)
            sightings[page.host] = OwnFault.Sighting(
                host: page.host, platform: page.platform, at: now, failure: failure)
            // As often as somebody would look, and at every failure.
            if failure != nil || page.requests % 30 == 0 {
                verdicts.insert(OwnFault.judge(Array(sightings.values), now: now).kind)
            }
            return failure.map { .failed($0) } ?? (answer?.status == 304 ? .unchanged : .read(hasOpenIncident: false))
        }
    }

    private static func run(pages: Int) -> Run {
        Run(
            pages: (0..<pages).map { number in
                let platform: Platform? = number % 3 == 0 ? .statuspage : number % 3 == 1 ? .statusIO : nil
                let host = platform == .statusIO ? "api.status.io" : "status-\(number).example"
                return Page(
                    state: PollSchedule().started(
                        page: "page-\(number)", tier: number % 2 == 0 ? .first : .normal, now: start), host: host,
                    platform: platform, read: DocumentRead(url: "https://\(host)/"))
            })
    }

    @Test func `two quiet days cost what the periods say, nearly all of it unchanged, and politely`() {
        var random = SeededRandom(seed: 1)
        var run = Self.run(pages: 90)
        run.live(hours: 48, random: &random) { page, _, _ in
            (page.read.validators.headers.isEmpty ? 200 : 304, nil)
        }
        // 45 pages every 120 s, 45 every 300 s, for two days.
        let expected = 45 * (1_440 + 576)
        let requests = run.pages.reduce(0) { $0 + $1.requests }
        #expect((expected * 97 / 100...expected * 103 / 100).contains(requests))
        #expect(run.hostsMost <= 2 && run.told.isEmpty)
        #expect(run.pages.allSatisfy { $0.read.changedAt.map { $0 < Self.start + .minutes(10) } == true })
        #expect(run.verdicts.isSubset(of: [.none, .unknown]))
    }

    @Test func `a host that is down for a day is asked a few times an hour, told once, and read again when it is back`()
    {
        var random = SeededRandom(seed: 2)
        var run = Self.run(pages: 30)
        let down = (Self.start + .hours(2))..<(Self.start + .hours(26))
        run.live(hours: 48, random: &random) { page, now, _ in
            page.host == "status-2.example" && down.contains(now) ? nil : (200, nil)
        }
        let perHour = run.perHour["status-2.example"] ?? [:]
        // The breaker is open for half an hour at most; each probe that fails may be the start of one cycle.
        #expect((6..<25).allSatisfy { (perHour[$0] ?? 0) <= 6 && (perHour[$0] ?? 0) >= 1 })
        #expect(run.told == ["page-2": 1])
        let page = run.pages[2]
        #expect(page.state.unreadableSince == nil && page.state.lastRead.map { $0 > Self.start + .hours(47) } == true)
        #expect(run.pages.filter { $0.state.page != "page-2" }.allSatisfy { $0.state.failingSince == nil })
        #expect(run.verdicts.isSubset(of: [.none, .unknown]))
    }

    @Test func `when our own line is cut for an hour the fault is ours, and within the hour after all pages are read`()
    {
        var random = SeededRandom(seed: 3)
        var run = Self.run(pages: 60)
        let cut = (Self.start + .hours(5))..<(Self.start + .hours(6))
        run.live(hours: 7, random: &random) { _, now, _ in cut.contains(now) ? nil : (200, nil) }
        #expect(run.verdicts.contains(.ours))
        #expect(run.pages.allSatisfy { $0.state.lastRead.map { $0 > cut.upperBound } == true })
        #expect(run.pages.allSatisfy { $0.state.unreadableSince == nil })
    }

    @Test func `a platform that asks for ten minutes gets them from all of its pages`() {
        var random = SeededRandom(seed: 4)
        var run = Self.run(pages: 60)
        let busy = Self.start + .hours(1)
        var asked: [Instant] = []
        run.live(hours: 2, random: &random) { page, now, _ in
            guard page.host == "api.status.io", now >= busy else { return (200, nil) }
            asked.append(now)
            return asked.count == 1 ? (429, .seconds(600)) : (200, nil)
        }
        let first = asked.first ?? Self.start
        // What was on its way when the answer came may still arrive.
        let within = asked.dropFirst().filter { $0 < first + .seconds(600) }
        #expect(within.count <= 1 && within.allSatisfy { $0 <= first + .seconds(3) })
        #expect(asked.count > 20)
        #expect(run.pages.allSatisfy { $0.state.lastRead.map { $0 > Self.start + .minutes(110) } == true })
    }

    @Test func `random failures never keep a page from being read`() {
        var random = SeededRandom(seed: 5)
        var run = Self.run(pages: 60)
        run.live(hours: 24, random: &random) { _, _, random in
            switch random.below(10) {
            case 0: nil
            case 1: (503, nil)
            case 2: (404, nil)
            default: (200, nil)
            }
        }
        #expect(run.hostsMost <= 2)
        #expect(run.pages.allSatisfy { $0.state.lastRead.map { $0 > Self.start + .hours(23) } == true })
    }
}

extension OwnFault {
    /// The verdict without its counts.
    fileprivate var kind: OwnFault {
        switch self {
        case .unknown, .none: self
        case .ours: .ours
        case .platform(let platform, _, _): .platform(platform, failed: 0, of: 0)
        }
    }
    fileprivate static var ours: OwnFault { .ours(failed: 0, of: 0) }
}
