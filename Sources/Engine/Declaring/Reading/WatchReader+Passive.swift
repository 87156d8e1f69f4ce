internal import Settings
internal import Vocabulary
internal import Watching

extension WatchReader {
    mutating func heartbeat(_ record: SettingRecordValue, _ at: Place) -> ProbeQuestion.Heartbeat? {
        let grace = record.span("late_after") ?? .seconds(30)
        switch (record.span("every"), record.text("cron")) {
        case (let every?, nil): return .init(every: every, grace: grace)
        case (nil, let text?):
            guard let schedule = CronSchedule(text) else {
                report(
                    at + [.key("cron")], "expected minute, hour, day, month and weekday, as cron has them", found: text,
                    hint: "such as \"0 3 * * *\" for three o'clock each day")
                return nil
            }
            let zone = record.text("zone") ?? "UTC"
            guard ZoneCatalogue.isIdentifier(zone) else {
                report(at + [.key("zone")], "expected a zone such as Europe/Paris", found: zone)
                return nil
            }
            return .init(.cron(schedule, zone: zone), grace: grace)
        case (nil, nil):
            report(at, "every is missing", hint: "write every: 24h, or cron: \"0 3 * * *\"")
            return nil
        case (_?, _?):
            report(at, "expected every or cron, not both", hint: "leave one of them out")
            return nil
        }
    }

    mutating func counters(_ record: SettingRecordValue, _ at: Place) -> ProbeQuestion.Counters? {
        typealias Counters = ProbeQuestion.Counters
        let source = record.text("from").flatMap(Counters.Source.init) ?? .push
        if source != .push, record.text("metric") == nil {
            report(at, "metric is missing", hint: "write the counter's name, such as metric: payments_total")
        }
        var names: [Counters.Label: String] = [:]
        for (index, text) in record.texts("labels").enumerated() {
            guard let (name, value) = Self.pair(text), let label = Counters.Label(rawValue: name) else {
                report(
                    at + [.key("labels"), .element(index)], "expected OURS = THEIRS", found: text,
                    hint: "ours is one of \(Counters.Label.allCases.map(\.rawValue).joined(separator: ", "))")
                continue
            }
            names[label] = value
        }
        return .init(
            source: source, by: record.texts("by").compactMap(Counters.Label.init), metric: record.text("metric"),
            names: names, outcome: record.text("outcome") ?? "outcome", failures: record.texts("failures"),
            readEvery: record.span("read_every") ?? .seconds(10))
    }

    mutating func alerts(_ record: SettingRecordValue, _ at: Place) -> ProbeQuestion.Alerts? {
        var labels: [String: String] = [:]
        for (index, text) in record.texts("match").enumerated() {
            guard let (name, value) = Self.pair(text) else {
                report(
                    at + [.key("match"), .element(index)], "expected LABEL = VALUE", found: text,
                    hint: "such as \"alertname = PaymentsFail\"")
                continue
            }
            labels[name] = value
        }
        return .init(labels: labels, forgetAfter: record.span("forget_after") ?? .hours(5))
    }

    /// `NAME = VALUE`
    private static func pair(_ text: String) -> (String, String)? {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        let name = Self.trimmed(text[..<sign])
        let value = Self.trimmed(text[text.index(after: sign)...])
        return name.isEmpty || value.isEmpty ? nil : (name, value)
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start[..<(start.lastIndex { $0 != " " }.map { start.index(after: $0) } ?? start.startIndex)])
    }
}
