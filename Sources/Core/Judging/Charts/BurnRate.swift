package import Vocabulary

/// The slow layer: how fast the objective's allowance is used up, over two windows at once. It sees a loss that is too
/// small for the charts and lasts for hours. What usually fails is not counted, and any one vantage is left out: noise of
/// the probes is nobody's outage.
package struct BurnRate: Sendable, Hashable {
    package struct Alarm: Sendable, Hashable {
        package var times: Double
        package var long: TimeSpan
        package var short: TimeSpan
        /// Worth waking somebody; otherwise it is for the day.
        package var isPage: Bool
    }

    private struct Window {
        var times: Double
        var longMinutes: Int64
        var shortMinutes: Int64
        var isPage: Bool
    }

    private static let windows = [
        Window(times: 14.4, longMinutes: 60, shortMinutes: 5, isPage: true),
        Window(times: 6, longMinutes: 360, shortMinutes: 30, isPage: true),
        Window(times: 1, longMinutes: 4_320, shortMinutes: 360, isPage: false),
    ]
    private static let minutesKept: Int64 = 360
    private static let hoursKept: Int64 = 72
    /// Below so many samples in the short window nothing is said.
    static let samplesLeast = 100

    private let vantages: Int
    /// Of each slot and vantage: failed and all.
    private var minutes: [Int32] = []
    private var hours: [Int32] = []
    private var minute: Int64 = .min
    private var firstMinute: Int64 = .min

    package init(vantages: Int) { self.vantages = vantages }

    /// True when a minute is over, and the windows are worth looking at.
    package mutating func count(_ vantage: Int, failed: Int, of total: Int, at: Instant) -> Bool {
        let now = at.seconds / 60
        if minutes.isEmpty {
            minutes = Array(repeating: 0, count: Int(Self.minutesKept) * vantages * 2)
            hours = Array(repeating: 0, count: Int(Self.hoursKept) * vantages * 2)
            minute = now
            firstMinute = now
        }
        let isLater = now > minute
        if isLater {
            clear(&minutes, from: minute, to: now, kept: Self.minutesKept)
            clear(&hours, from: minute / 60, to: now / 60, kept: Self.hoursKept)
            minute = now
        }
        // Samples come in the order of time.
        guard now > minute - Self.minutesKept else { return false }
        add(&minutes, now % Self.minutesKept, vantage, failed, total)
        add(&hours, now / 60 % Self.hoursKept, vantage, failed, total)
        return isLater
    }

    /// The first of the windows that burns; nil when none does.
    package func alarm(objective: Double, usual: Double) -> Alarm? {
        let allowance = max(1 - objective, 1e-6)
        for window in Self.windows {
            guard let short = share(window.shortMinutes, allowance, usual), short >= window.times,
                let long = share(window.longMinutes, allowance, usual), long >= window.times
            else { continue }
            return Alarm(
                times: min(short, long), long: .minutes(window.longMinutes), short: .minutes(window.shortMinutes),
                isPage: window.isPage)
        }
        return nil
    }

    /// How many times the allowance was used over the last minutes, whichever vantage is left out.
    private func share(_ length: Int64, _ allowance: Double, _ usual: Double) -> Double? {
        // A window that was not watched for half of its length says nothing of it.
        guard (minute - firstMinute) * 2 >= length else { return nil }
        var failed = Array(repeating: 0, count: vantages)
        var total = Array(repeating: 0, count: vantages)
        if length > Self.minutesKept {
            sum(hours, minute / 60, length / 60, Self.hoursKept, &failed, &total)
        } else {
            sum(minutes, minute, length, Self.minutesKept, &failed, &total)
        }
        let allFailed = failed.reduce(0, +)
        let all = total.reduce(0, +)
        guard all >= Self.samplesLeast, allFailed > 0 else { return nil }
        var least = Double.infinity
        for vantage in 0..<vantages {
            let (own, of) = vantages == 1 ? (0, 0) : (failed[vantage], total[vantage])
            guard all > of else { continue }
            least = min(least, (Double(allFailed - own) / Double(all - of) - usual) / allowance)
        }
        return least
    }

    private func sum(
        _ ring: [Int32], _ end: Int64, _ length: Int64, _ kept: Int64, _ failed: inout [Int], _ total: inout [Int]
    ) {
        var index = max(end - length + 1, 0)
        while index <= end {
            let slot = Int(index % kept) * vantages * 2
            for vantage in 0..<vantages {
                failed[vantage] += Int(ring[slot + vantage * 2])
                total[vantage] += Int(ring[slot + vantage * 2 + 1])
            }
            index += 1
        }
    }

    private func clear(_ ring: inout [Int32], from: Int64, to: Int64, kept: Int64) {
        var index = max(from + 1, to - kept + 1)
        while index <= to {
            let slot = Int(index % kept) * vantages * 2
            for place in slot..<(slot + vantages * 2) { ring[place] = 0 }
            index += 1
        }
    }

    private func add(_ ring: inout [Int32], _ slot: Int64, _ vantage: Int, _ failed: Int, _ total: Int) {
        let place = (Int(slot) * vantages + vantage) * 2
        ring[place] = Int32(clamping: Int(ring[place]) + failed)
        ring[place + 1] = Int32(clamping: Int(ring[place + 1]) + total)
    }
}
