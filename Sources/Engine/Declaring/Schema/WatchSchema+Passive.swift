internal import Settings
internal import Watching

// What others tell: heartbeats, counts, alerts.
extension WatchSchema {
    static let passive = [
        field(
            "every", .duration(10_000...34_560_000_000), absence: "cron is given", kinds: [.heartbeat], example: "24h",
            "How often it must be heard."),
        field(
            "cron", .text(lengthMax: 200), absence: "every is given", kinds: [.heartbeat], example: "\"0 3 * * *\"",
            "When it must be heard: minute, hour, day, month, weekday."),
        field(
            "zone", .text(lengthMax: 60), default: .value("UTC"), kinds: [.heartbeat], example: "Europe/Paris",
            "The clocks that cron means."),
        field(
            "late_after", .duration(0...86_400_000), default: .value("30s"), kinds: [.heartbeat], example: "15m",
            "How much later it may come."),
        field(
            "from", .choice(ProbeQuestion.Counters.Source.allCases.map(\.rawValue)), default: .value("push"),
            kinds: [.counters], example: "prometheus", "Who brings the counts; prometheus is read from `to`."),
        field(
            "by", .choice(ProbeQuestion.Counters.Label.allCases.map(\.rawValue)), values: 0...4,
            default: .list(["provider", "provider-server"]), kinds: [.counters], example: "[provider]",
            "What outcomes are told apart by: a stop's name is one of these labels' values."),
        field(
            "metric", .text(lengthMax: 200), absence: "any that is pushed", kinds: [.counters],
            example: "payments_total", "The counter's name. Needed with otlp and prometheus."),
        field(
            "labels", .text(lengthMax: 200), values: 0...4, default: .list([]), kinds: [.counters],
            example: "[\"provider-server = server\"]",
            "What the source calls a label of ours, where it has another name there."),
        field(
            "outcome", .text(lengthMax: 100), default: .value("outcome"), kinds: [.counters], example: "result",
            "The source's label that holds the outcome."),
        field(
            "failures", .text(lengthMax: 100), values: 0...50,
            default: .list(ProbeQuestion.Counters.usualFailures), kinds: [.counters], example: "[failed, timeout]",
            "Outcomes that are technical failures. All others are good, refusals too."),
        field(
            "read_every", .duration(1_000...3_600_000), default: .value("10s"), kinds: [.counters], example: "15s",
            "How often it is read, with prometheus."),
        field(
            "match", .text(lengthMax: 500), values: 1...20, required: true, kinds: [.alerts],
            example: "[\"alertname = PaymentsFail\"]", repeats: true,
            "Labels that an alert of Alertmanager must have, all of them."),
        field(
            "forget_after", .duration(60_000...604_800_000), default: .value("5h"), kinds: [.alerts], example: "30m",
            "An alert that is not told again for so long is unknown: more than `repeat_interval`."),
    ]
}
