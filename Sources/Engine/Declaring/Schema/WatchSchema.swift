internal import Judging
package import Settings
internal import Vocabulary
internal import Watching

/// All fields of `watch.yaml`; those of probes are in `WatchSchema+Probes.swift`.
package enum WatchSchema {
    package static let file = SettingRecord(
        noun: "watch file",
        fields: [
            list("vantages", vantage, most: WatchDeclaration.vantagesMost, "From where probes ask. At least one."),
            list("components", component, most: WatchDeclaration.componentsMost, "What status pages show."),
            list("parts", part, most: WatchDeclaration.partsMost, "What can break, each under a name of its own."),
            list(
                "paths", path, most: WatchDeclaration.pathsMost, "Where probes go: a probe becomes one target per stop."
            ),
            list("probes", probe, most: WatchDeclaration.probesMost, "What is asked, and what the answer must be."),
            field(
                "monitoring", .duration(1_000...86_400_000), default: .value("10m"), example: "5m",
                "How long a case is watched when all of it is good again. What comes back within that time goes on, and pages "
                    + "nobody a second time; later it pages again, and says what it is the same as."),
        ], nameField: "", example: [])

    private static func list(
        _ name: String, _ record: SettingRecord, most: Int, _ words: String
    ) -> SettingRecord.Field {
        SettingRecord.Field(
            SettingKey(name, .record(record), values: 0...most, default: .list([]), example: "[]", words))
    }

    static func field(
        _ name: String, _ type: SettingType, values: ClosedRange<Int>? = nil,
        default defaultValue: SettingKey.Default = .none, absence: String? = nil, required: Bool = false,
        kinds: [ProbeKind] = [], example: String, repeats: Bool = false, _ words: String
    ) -> SettingRecord.Field {
        SettingRecord.Field(
            SettingKey(
                name, type, values: values, default: defaultValue, absence: required ? "required" : absence,
                example: example, repeats: repeats, words),
            required: required, kinds: kinds.map(\.rawValue))
    }

    static let vantage = SettingRecord(
        noun: "vantage",
        fields: [
            field("name", .name, required: true, example: "paris-1", "What it is called in results."),
            field(
                "anchors", .text(lengthMax: 300), values: 0...10, default: .list([]),
                example: "[\"https://one.example.com/\", \"192.0.2.53:53\"]",
                "Places of others that are always up, best three on different networks. When they fail too, this vantage "
                    + "votes \"unknown\"."),
        ], nameField: "name",
        example: ["- name: paris-1", "  anchors: [\"https://one.example.com/\", \"https://two.example.net/\"]"])

    static let component = SettingRecord(
        noun: "component",
        fields: [
            field("name", .name, required: true, example: "card-payments", "As the catalogue of components has it."),
            field(
                "channel", .choice(Channel.allCases.map(\.rawValue)), absence: "that of its probes",
                example: "ecommerce",
                "The channel that it belongs to."),
            field(
                "severity", .choice(severities), default: .value("major"), example: "critical", "When it is down."),
            field(
                "partial_severity", .choice(severities), default: .value("minor"), example: "major",
                "When a share of it fails, or it is slow."),
            field(
                "publish", .choice(WatchedComponent.Telling.allCases.map(\.rawValue)), default: .value("draft"),
                example: "measured",
                "nothing: no draft either. draft: people publish. measured: the sentence agreed on before is published after the "
                    + "grace time when two kinds of evidence agree, unless somebody stops it."),
            field(
                "grace", .duration(0...3_600_000), default: .value("30s"), example: "1m",
                "How long a measured sentence waits."),
            field(
                "recovery", .choice(WatchedComponent.Recovery.allCases.map(\.rawValue)), default: .value("draft"),
                example: "measured",
                "draft: a person writes down when it ended. measured: the agreed sentence says so, where a measured one said "
                    + "that it began."),
        ], nameField: "name",
        example: ["- name: card-payments", "  channel: ecommerce", "  severity: critical", "  publish: measured"])

    private static let severities = ["critical", "major", "minor", "notice"]

    static let part = SettingRecord(
        noun: "part",
        fields: [
            field("name", .name, required: true, example: "ingress-1", "What probes and stops lead through."),
            field(
                "kind", .choice(Part.Kind.allCases.map(\.rawValue)), required: true, example: "ingress",
                "What it is, which says how it can fail."),
        ], nameField: "name", example: ["- {name: ingress-1, kind: ingress}", "- {name: gateway-1, kind: instance}"])

    static let path = SettingRecord(
        noun: "path",
        fields: [
            field("name", .name, required: true, example: "external", "What probes call it; a part of targets' names."),
            field(
                "kind", .choice(WatchPath.Kind.allCases.map(\.rawValue)), required: true, example: "external",
                "external: as customers come. ingress: one ingress at a time. instance, hop, provider-server, name-server: "
                    + "one of these at a time, so that a probe's pool does not count."),
            field(
                "on_demand", .flag, default: .value("false"), example: "true",
                "Probed only when two causes cannot be told apart."),
            field(
                "stops", .record(stop), values: 1...WatchPath.stopsMost, absence: "legs are given", example: "[]",
                "The alternatives: each is a target of its own."),
            field(
                "legs", .record(leg), values: 1...WatchPath.legsMost, absence: "stops are given", example: "[]",
                "Several rows of stops, one of each row is passed: every combination is a target."),
        ], nameField: "name",
        example: [
            "- name: external", "  kind: external", "  stops:", "    - name: balancer-1", "      address: 192.0.2.10",
            "      through: [balancer-1, balancer-pool]", "      pool: [ingress-1, ingress-2]",
        ])

    static let leg = SettingRecord(
        noun: "leg",
        fields: [
            field(
                "stops", .record(stop), values: 1...WatchPath.stopsMost, required: true, example: "[]",
                "The alternatives on this leg.")
        ], nameField: "",
        example: ["- stops: [{name: nexo-1, address: 192.0.2.31}]", "- stops: [{name: authorisation-1}]"])

    static let stop = SettingRecord(
        noun: "stop",
        fields: [
            field("name", .name, required: true, example: "balancer-1", "A part of targets' names."),
            field(
                "address", .text(lengthMax: 300), absence: "where the probe's `to` leads", example: "192.0.2.10",
                "Where to connect: HOST, HOST:PORT or [ADDRESS]:PORT. On several legs the first address counts."),
            field(
                "host", .text(lengthMax: 253), absence: "the name in `to`", example: "pay.example.com",
                "The name that is asked for there, in TLS and in HTTP."),
            field(
                "headers", .text(lengthMax: 2_000), values: 0...10, default: .list([]),
                example: "[\"x-route-to: ingress-1\"]",
                "Header fields by which a balancer or an ingress chooses what comes next."),
            field(
                "through", .name, values: 0...50, absence: "the part of the stop's name, if there is one",
                example: "[balancer-1]", "The parts that must work here."),
            field(
                "pool", .name, values: 0...200, default: .list([]), example: "[ingress-1, ingress-2]",
                "Parts behind this stop of which each try meets one."),
        ], nameField: "name", example: ["- {name: balancer-1, address: 192.0.2.10}"])
}
