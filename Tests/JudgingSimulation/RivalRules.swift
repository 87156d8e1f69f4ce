/// The rules of other products, on the same failures as seen from one place: so many failures in a row of a fixed
/// interval. An alert ends with the first good probe.
struct RivalRule {
    struct Alert {
        var target: Int
        var firstFailed: Int64
        var firedAt: Int64
        var endedAt: Int64
    }

    let name: String
    /// Seconds between two probes.
    let interval: Int64
    /// Failures in a row until the alert fires.
    let inRow: Int
    /// Good ones in a row until it ends.
    let goodInRow: Int64
    private(set) var alerts: [Alert] = []
    private var last: [Int64]
    private var first: [Int64]
    private var count: [Int]
    private var firing: [Int]

    init(_ name: String, interval: Int64, inRow: Int, goodInRow: Int64 = 1, targets: Int) {
        self.name = name
        self.interval = interval
        self.inRow = inRow
        self.goodInRow = goodInRow
        last = Array(repeating: -1_000_000, count: targets)
        first = Array(repeating: 0, count: targets)
        count = Array(repeating: 0, count: targets)
        firing = Array(repeating: -1, count: targets)
    }

    mutating func take(_ failure: ScheduledFailure) {
        let target = Int(failure.target)
        // Targets are spread over the interval.
        guard (failure.index + Int64(target)) % interval == 0 else { return }
        let place = (failure.index + Int64(target)) / interval
        if place != last[target] + 1 {
            let goods = place - last[target] - 1
            count[target] = 0
            first[target] = failure.at
            if firing[target] >= 0, goods >= goodInRow {
                alerts[firing[target]].endedAt =
                    failure.at - (goods - goodInRow + 1) * interval * Weather.second
                firing[target] = -1
            }
        }
        last[target] = place
        count[target] += 1
        if firing[target] >= 0 {
            alerts[firing[target]].endedAt = failure.at + goodInRow * interval * Weather.second
        } else if count[target] >= inRow {
            firing[target] = alerts.count
            alerts.append(
                Alert(
                    target: target, firstFailed: first[target], firedAt: failure.at + Weather.second / 2,
                    endedAt: failure.at + goodInRow * interval * Weather.second))
        }
    }
}

/// What Alertmanager sends of alerts with one name: after `group_wait` 30 s, then every `group_interval` 5 min while there
/// is something new that fires. What began and ended in between is never sent.
enum Notifications {
    static func sent(_ alerts: [RivalRule.Alert]) -> [(at: Int64, alerts: [RivalRule.Alert])] {
        let wait = 30 * Weather.second
        let interval = 300 * Weather.second
        let sorted = alerts.sorted { $0.firedAt < $1.firedAt }
        var sent: [(at: Int64, alerts: [RivalRule.Alert])] = []
        var place = 0
        while place < sorted.count {
            // A group is made by its first alert, and lives until a flush finds nothing that fires.
            var flush = sorted[place].firedAt + wait
            var members: [RivalRule.Alert] = []
            var told: [Bool] = []
            while true {
                while place < sorted.count, sorted[place].firedAt <= flush {
                    members.append(sorted[place])
                    told.append(false)
                    place += 1
                }
                var fresh: [RivalRule.Alert] = []
                var isFiring = false
                for index in members.indices where members[index].endedAt > flush {
                    isFiring = true
                    if !told[index] {
                        told[index] = true
                        fresh.append(members[index])
                    }
                }
                if !fresh.isEmpty { sent.append((flush, fresh)) }
                if !isFiring { break }
                flush += interval
            }
        }
        return sent
    }
}
