extension SettingsCheck {
    /// Checks one entry of a list of records; nil when anything in it is wrong, which has been reported then.
    mutating func record(
        _ record: SettingRecord, _ name: String, _ node: SettingsNode, _ source: String
    ) -> SettingRecordValue? {
        guard case .mapping(let members) = node.kind else {
            report(
                SettingsDiagnostic(
                    source: source, place: node.place, key: name,
                    message: "expected the fields of a \(record.noun), found \(node.kindName)",
                    hint:
                        "write - \(record.fields[0].key.name): \(record.fields[0].key.example), and the others below it"
                ))
            return nil
        }
        let before = diagnostics.count
        let kind = record.knownKind(members)
        var value = SettingRecordValue(values: [:])
        for member in members {
            guard let field = record.field(member.name) else {
                unknown(member, in: record, kind, name, source)
                continue
            }
            if member.node.kind == .null { continue }
            if let kind, !field.kinds.isEmpty, !field.kinds.contains(kind) {
                report(
                    SettingsDiagnostic(
                        source: source, place: member.place, key: "\(name).\(member.name)",
                        message: "a \(record.noun) of the kind \(SettingsDiagnostic.shown(kind)) has no \(member.name)",
                        hint: "it belongs to: " + field.kinds.joined(separator: ", ")))
                continue
            }
            value.values[member.name] = self.value(
                field.key, name.isEmpty ? member.name : "\(name).\(member.name)", member.node, source)
        }
        for field in record.fields where value.values[field.key.name] == nil {
            let isThere = members.contains { $0.name == field.key.name && $0.node.kind != .null }
            let belongs = field.kinds.isEmpty || kind.map(field.kinds.contains) ?? false
            if field.isRequired, belongs, !isThere {
                report(
                    SettingsDiagnostic(
                        source: source, place: node.place, key: name, message: "\(field.key.name) is missing",
                        hint: "write \(field.key.name): \(field.key.example)"))
            } else if belongs, !isThere {
                value.values[field.key.name] = defaultValue(of: field.key)
            }
        }
        return diagnostics.count == before ? value : nil
    }

    private mutating func unknown(
        _ member: SettingsNode.Member, in record: SettingRecord, _ kind: String?, _ name: String, _ source: String
    ) {
        let known = record.fields.filter { $0.kinds.isEmpty || kind.map($0.kinds.contains) ?? true }.map(\.key.name)
        report(
            SettingsDiagnostic(
                source: source, place: member.place, key: name,
                message: "unknown key \(SettingsDiagnostic.shown(member.name))",
                hint: NearestWord.to(member.name, among: known).map { "did you mean \($0)?" }
                    ?? "a \(record.noun) knows: " + known.joined(separator: ", ")))
    }

    private mutating func defaultValue(of key: SettingKey) -> SettingValue? {
        let place = SettingsNode.Place(line: 1, column: 1)
        func scalar(_ text: String) -> SettingsNode { SettingsNode(.scalar(text, isQuoted: true), at: place) }
        switch key.defaultValue {
        case .none: return nil
        case .value(let text): return value(key, key.name, scalar(text), "default")
        case .list(let texts):
            return value(key, key.name, SettingsNode(.sequence(texts.map(scalar)), at: place), "default")
        }
    }

    /// Names come once.
    mutating func checkNames(
        _ record: SettingRecord, _ name: String, _ nodes: [SettingsNode], _ values: [SettingRecordValue?],
        _ source: String
    ) {
        var seen: Set<String> = []
        for (index, value) in values.enumerated() {
            guard let text = value?.text(record.nameField) else { continue }
            if !seen.insert(text).inserted {
                report(
                    SettingsDiagnostic(
                        source: source, place: nodes[index].place, key: "\(name)[\(index)]",
                        message: "there is another \(record.noun) of the name \(text) before it"))
            }
        }
    }

    // MARK: Between channels and routes

    mutating func alertRelations() {
        let channels = Set(values.records("alerts.channels").compactMap { $0.text("name") })
        // A list of channels that is wrong has been reported, and names in it are not known.
        guard values.byKey["alerts.channels"] != nil else { return }
        for (index, route) in values.records("alerts.routes").enumerated() {
            let key = "alerts.routes[\(index)]"
            for name in route.texts("to") where !channels.contains(name) {
                let near = NearestWord.to(name, among: Array(channels).sorted())
                let known =
                    channels.isEmpty
                    ? "add it to alerts.channels" : "known: " + channels.sorted().joined(separator: ", ")
                relation(
                    "alerts.routes", "there is no channel of the name \(SettingsDiagnostic.shown(name))",
                    shown: "\(key).to", hint: near.map { "did you mean \($0)?" } ?? known)
            }
            if (route.text("quiet_from") == nil) != (route.text("quiet_to") == nil) {
                relation("alerts.routes", "quiet_from and quiet_to belong together", shown: key)
            } else if let from = route.text("quiet_from"), from == route.text("quiet_to") {
                relation("alerts.routes", "quiet_from and quiet_to are the same time", shown: key)
            }
            if route.text("digest_at") != nil, route.text("digest") != "daily" {
                relation("alerts.routes", "digest_at is for digest: daily", shown: key)
            }
        }
        for (index, channel) in values.records("alerts.channels").enumerated() {
            let key = "alerts.channels[\(index)]"
            if channel.text("kind") == "slack" {
                let isBot = channel.secret("token") != nil
                if isBot == (channel.secret("url") != nil) {
                    relation("alerts.channels", "a Slack channel has either a url, or a token and a room", shown: key)
                } else if isBot != (channel.text("room") != nil) {
                    relation("alerts.channels", "token and room belong together", shown: key)
                }
            }
            if (channel.text("user") == nil) != (channel.secret("password") == nil) {
                relation("alerts.channels", "user and password belong together", shown: key)
            }
        }
    }
}

extension SettingRecord {
    /// Nil where the entry does not say, or says something that is no kind: that is reported for its own field.
    fileprivate func knownKind(_ members: [SettingsNode.Member]) -> String? {
        guard let kindField, let text = members.first(where: { $0.name == kindField })?.scalarText else { return nil }
        if case .choice(let words)? = field(kindField)?.key.type, !words.contains(text) { return nil }
        return text
    }
}

extension SettingsNode.Member {
    fileprivate var scalarText: String? {
        if case .scalar(let text, _) = node.kind { text } else { nil }
    }
}
