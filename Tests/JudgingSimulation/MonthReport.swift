internal import Judging

/// A simulated month in figures.
package struct MonthReport: Sendable, CustomStringConvertible {
    package struct Row: Sendable {
        package var name: String
        package var pages: Int
        package var falsePages: Int
        package var outagesFound: Int
        package var meanSeconds: Double
        package var worstSeconds: Double
    }

    package let seed: UInt64
    package let days: Double
    package let targets: Int
    package let outages: Int
    package let partials: Int
    package let results: Int
    package let good: Int
    package let bursts: Int
    package let microOutages: Int
    package let falsePages: [String]
    /// Verdicts of down while nothing was wrong with the target.
    package let falseDowns: Int
    /// From the first moment of each outage to its verdict, in seconds, sorted.
    package let detections: [Double]
    package let pagings: [Double]
    package let partialDetections: [Double]
    package let partialPagings: [Double]
    package let mostPagesOfOne: Int
    package let rows: [Row]
    package let noise: [(kind: String, count: Int)]
    package let tickets: Int
    package let doubts: String

    init(size: MonthSize, seed: UInt64, weather: Weather, tally: MonthTally, rivals: [RivalRule]) {
        self.seed = seed
        days = Double(size.hours) / 24
        targets = size.targets
        results = tally.results
        good = tally.good
        bursts = tally.bursts
        microOutages = tally.microOutages
        falsePages = tally.falsePages
        falseDowns = tally.falseDowns
        tickets = tally.tickets
        doubts = "\(tally.doubts[.anchors] ?? 0) by anchors, \(tally.doubts[.alone] ?? 0) alone"
        let fronts = weather.fronts
        noise = Weather.Kind.allCases.map { kind in (kind.rawValue, fronts.count { $0.kind == kind }) }
        func delays(_ kind: Weather.Kind, _ moment: (MonthTally.Found) -> Int64?) -> [Double] {
            tally.found.filter { fronts[$0.key].kind == kind }.compactMap { place, found in
                moment(found).map { Double($0 - fronts[place].from) / 1e6 }
            }.sorted()
        }
        detections = delays(.outage, \.detected)
        pagings = delays(.outage, \.paged)
        partialDetections = delays(.partial, \.detected)
        partialPagings = delays(.partial, \.paged)
        outages = fronts.count { $0.kind == .outage }
        partials = fronts.count { $0.kind == .partial }
        mostPagesOfOne = tally.found.values.map(\.pages).max() ?? 0
        var rows = [
            Row(
                name: "Vigie, three vantages, 1 s", pages: tally.pages, falsePages: tally.falsePages.count,
                outagesFound: pagings.count, meanSeconds: Self.mean(pagings), worstSeconds: pagings.last ?? 0)
        ]
        for rival in rivals {
            let each = rival.alerts.map { (at: $0.firedAt, alerts: [$0]) }
            rows.append(Self.row(rival.name + ": alerts", each, weather))
            if rival.name.hasPrefix("Prometheus") {
                rows.append(
                    Self.row(rival.name + ", Alertmanager: messages", Notifications.sent(rival.alerts), weather))
            }
        }
        self.rows = rows
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    private static func row(
        _ name: String, _ sent: [(at: Int64, alerts: [RivalRule.Alert])], _ weather: Weather
    ) -> Row {
        let real = weather.fronts.filter { $0.kind == .outage || $0.kind == .partial }
        var found: [Int: Int64] = [:]
        var wrong = 0
        for message in sent {
            var isReal = false
            for alert in message.alerts {
                for (place, front) in real.enumerated()
                where front.from - Weather.second <= alert.firedAt && alert.firedAt <= front.until + 60 * Weather.second
                {
                    guard front.targets?.contains(alert.target) ?? true else { continue }
                    isReal = true
                    if front.kind == .outage, found[place] == nil { found[place] = message.at - front.from }
                }
            }
            if !isReal { wrong += 1 }
        }
        let delays = found.values.map { Double($0) / 1e6 }.sorted()
        return Row(
            name: name, pages: sent.count, falsePages: wrong, outagesFound: delays.count, meanSeconds: mean(delays),
            worstSeconds: delays.last ?? 0)
    }

    package var description: String {
        func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        var lines = [
            "seed \(seed): \(targets) targets, three vantages, \(number(days)) days, "
                + "\(results) results one by one and \(good) good ones in runs, \(bursts) bursts",
            "noise: " + noise.map { "\($0.count) \($0.kind)" }.joined(separator: ", "),
            "pages that were false: \(falsePages.count); verdicts down that were false: \(falseDowns); "
                + "micro-outages written down: \(microOutages); tickets: \(tickets); vantages doubted: \(doubts)",
            "real outages: \(outages), seen down \(detections.count) (mean \(number(Self.mean(detections))) s, "
                + "worst \(number(detections.last ?? 0)) s), paged \(pagings.count), most pages of one: \(mostPagesOfOne)",
            "real losses of 5 %: \(partials), seen \(partialDetections.count) "
                + "(mean \(number(Self.mean(partialDetections))) s, worst \(number(partialDetections.last ?? 0)) s), "
                + "paged \(partialPagings.count) (mean \(number(Self.mean(partialPagings))) s, "
                + "worst \(number(partialPagings.last ?? 0)) s)",
            "", "| rule | pages | false | outages paged | mean, s | worst, s |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for row in rows {
            lines.append(
                "| \(row.name) | \(row.pages) | \(row.falsePages) | \(row.outagesFound) of \(outages) | "
                    + "\(number(row.meanSeconds)) | \(number(row.worstSeconds)) |")
        }
        for page in falsePages.prefix(20) { lines.append("false: \(page)") }
        return lines.joined(separator: "\n")
    }
}
