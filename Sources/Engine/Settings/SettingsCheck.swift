/// What the checker may ask about the machine it runs on; the caller decides how it is answered.
package struct SettingsSurroundings: Sendable {
    package enum FileAnswer: Sendable {
        case content([UInt8])
        /// One sentence, such as "no such file".
        case failure(String)
    }

    package var variable: @Sendable (String) -> String?
    package var file: @Sendable (String) -> FileAnswer
    package var isKnownZone: @Sendable (String) -> Bool

    package init(
        variable: @escaping @Sendable (String) -> String?, file: @escaping @Sendable (String) -> FileAnswer,
        isKnownZone: @escaping @Sendable (String) -> Bool
    ) {
        self.variable = variable
        self.file = file
        self.isKnownZone = isKnownZone
    }

    static let secretBytesMax = 16 * 1024

    func resolve(secret text: String) throws(SettingRefusal) -> Secret {
        let content: String
        if text.hasPrefix("env:"), Self.isVariableName(text.dropFirst(4)) {
            let name = String(text.dropFirst(4))
            guard let value = variable(name) else {
                throw SettingRefusal(
                    message: "the environment has no variable \(name)",
                    hint: "set \(name) for the service, or use file:PATH",
                    showsFound: false)
            }
            content = value
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            content = try read(secretFile: String(text.dropFirst(5)))
        } else {
            throw SettingRefusal(
                message: "expected \(SettingType.secret.expectation)",
                hint:
                    "a secret is not written into the configuration; put it into a file that only the service can read",
                showsFound: false)
        }
        guard !content.isEmpty else {
            throw SettingRefusal(message: "the secret is empty", hint: nil, showsFound: false)
        }
        guard content.utf8.count <= Self.secretBytesMax, !content.utf8.contains(0) else {
            throw SettingRefusal(
                message: "the secret has more than \(Self.secretBytesMax) bytes or a zero byte", hint: nil,
                showsFound: false)
        }
        return Secret(content)
    }

    private func read(secretFile path: String) throws(SettingRefusal) -> String {
        let shown = SettingsDiagnostic.shown(path)
        switch file(path) {
        case .failure(let reason):
            throw SettingRefusal(
                message: "cannot read the secret from \(shown): \(reason)", hint: nil, showsFound: false)
        case .content(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SettingRefusal(
                    message: "the secret in \(shown) is not valid UTF-8", hint: nil, showsFound: false)
            }
            // Editors and echo end a file with a line feed, which is no part of the secret.
            var scalars = text.unicodeScalars
            if scalars.last == "\n" { scalars.removeLast() }
            if scalars.last == "\r" { scalars.removeLast() }
            return String(scalars)
        }
    }

    private static func isVariableName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
    }
}

/// A value given on the command line: it wins over the file and is checked alike.
package struct SettingsOverride: Sendable, Equatable {
    package var key: String
    package var values: [String]
    /// As it was typed: `--listen`.
    package var option: String

    package init(key: String, values: [String], option: String) {
        self.key = key
        self.values = values
        self.option = option
    }
}

extension Settings {
    /// Checks a document (nil: there is no file) and the options of the command line against the schema.
    package static func check(
        _ document: SettingsNode?, file: String = "vigie.yaml", overrides: [SettingsOverride] = [],
        in surroundings: SettingsSurroundings
    ) throws(SettingsFailure) -> Settings {
        var check = SettingsCheck(file: file, surroundings: surroundings)
        check.fillDefaults()
        check.apply(overrides)
        if let document { check.document(document) }
        check.relations()
        guard check.diagnostics.isEmpty else { throw SettingsFailure(check.diagnostics) }
        return Settings(check.values)
    }
}

/// One check of one configuration; `SettingsCheck+Records.swift` goes on with lists of groups.
struct SettingsCheck {
    let file: String
    let surroundings: SettingsSurroundings
    var values = CheckedValues()
    var diagnostics: [SettingsDiagnostic] = []
    /// Where each key was set, for what is wrong between keys.
    private var places: [String: SettingsNode.Place] = [:]
    private var overridden: [String: String] = [:]
    /// A broken file of a thousand lines is not worth more.
    private static let diagnosticsMax = 100

    init(file: String, surroundings: SettingsSurroundings) {
        self.file = file
        self.surroundings = surroundings
    }

    mutating func report(_ diagnostic: SettingsDiagnostic) {
        if diagnostics.count < Self.diagnosticsMax { diagnostics.append(diagnostic) }
    }

    // MARK: Defaults and the command line

    mutating func fillDefaults() {
        for key in SettingsSchema.keys {
            switch key.defaultValue {
            case .none: break
            case .value(let text):
                set(key, SettingsNode(.scalar(text, isQuoted: true), at: .init(line: 1, column: 1)), "default")
            case .list(let texts): set(key, Self.list(texts), "default")
            }
        }
        places = [:]
    }

    private static func list(_ texts: [String]) -> SettingsNode {
        let place = SettingsNode.Place(line: 1, column: 1)
        return SettingsNode(.sequence(texts.map { SettingsNode(.scalar($0, isQuoted: true), at: place) }), at: place)
    }

    mutating func apply(_ overrides: [SettingsOverride]) {
        for override in overrides {
            guard let key = SettingsSchema.key(override.key) else {
                report(SettingsDiagnostic(source: override.option, key: override.key, message: "there is no such key"))
                continue
            }
            if key.listCounts != nil {
                set(key, Self.list(override.values), override.option, isOption: true)
            } else if let text = override.values.last {
                let place = SettingsNode.Place(line: 1, column: 1)
                set(key, SettingsNode(.scalar(text, isQuoted: true), at: place), override.option, isOption: true)
            }
            overridden[key.name] = override.option
        }
    }

    // MARK: The document

    mutating func document(_ node: SettingsNode) {
        switch node.kind {
        case .null: break
        case .mapping(let members): group(nil, members)
        default:
            report(
                SettingsDiagnostic(
                    source: file, place: node.place, message: "expected keys and values, found \(node.kindName)",
                    hint: "write listen: [\"127.0.0.1:8480\"], for example"))
        }
    }

    private mutating func group(_ group: String?, _ members: [SettingsNode.Member]) {
        for member in members {
            let name = group.map { "\($0).\(member.name)" } ?? member.name
            if let key = SettingsSchema.key(name) {
                fileValue(key, member)
            } else if group == nil, SettingsSchema.groups.contains(where: { $0.name == name }) {
                switch member.node.kind {
                case .mapping(let inner): self.group(name, inner)
                case .null: break
                default:
                    report(
                        SettingsDiagnostic(
                            source: file, place: member.node.place, key: name,
                            message: "expected keys under this name, found \(member.node.kindName)",
                            hint: "known keys: " + names(in: name).joined(separator: ", ")))
                }
            } else {
                unknown(member, group: group)
            }
        }
    }

    private func names(in group: String?) -> [String] {
        SettingsSchema.keys.filter { $0.groupName == group }.map(\.lastName)
    }

    private mutating func unknown(_ member: SettingsNode.Member, group: String?) {
        let here = names(in: group) + (group == nil ? SettingsSchema.groups.map(\.name) : [])
        let elsewhere = SettingsSchema.keys.first { $0.lastName == member.name || $0.name == member.name }
        let hint: String
        if let near = NearestWord.to(member.name, among: here) {
            hint = "did you mean \(group.map { "\($0).\(near)" } ?? near)?"
        } else if let elsewhere {
            let owner = elsewhere.groupName.map { "under \($0):" } ?? "at the top of the file"
            hint = "\(elsewhere.lastName) is known \(owner)"
        } else if let near = NearestWord.to(member.name, among: SettingsSchema.keys.map(\.lastName)),
            let key = SettingsSchema.keys.first(where: { $0.lastName == near })
        {
            hint = "did you mean \(key.name)?"
        } else {
            hint = "known here: " + here.joined(separator: ", ")
        }
        // The name is shown in quotes and cut, because it may be anything.
        report(
            SettingsDiagnostic(
                source: file, place: member.place, key: group ?? "",
                message: "unknown key \(SettingsDiagnostic.shown(member.name))", hint: hint))
    }

    private mutating func fileValue(_ key: SettingKey, _ member: SettingsNode.Member) {
        // A key without a value is as if it were not there: the default stays.
        if member.node.kind == .null { return }
        places[key.name] = member.place
        if overridden[key.name] != nil {
            // The option wins, but a mistake in the file is still a mistake.
            let kept = values.byKey[key.name]
            set(key, member.node, file)
            values.byKey[key.name] = kept
        } else {
            set(key, member.node, file)
        }
    }

    // MARK: One key

    private mutating func set(_ key: SettingKey, _ node: SettingsNode, _ source: String, isOption: Bool = false) {
        if let value = value(key, key.name, node, source, isOption: isOption) { values.byKey[key.name] = value }
    }

    /// A checked value, or nil when it is wrong, which has been reported then.
    mutating func value(
        _ key: SettingKey, _ name: String, _ node: SettingsNode, _ source: String, isOption: Bool = false
    ) -> SettingValue? {
        guard let counts = key.listCounts else { return single(key.type, name, node, source, isOption) }
        let place = isOption ? nil : node.place
        guard case .sequence(let nodes) = node.kind else {
            report(
                SettingsDiagnostic(
                    source: source, place: place, key: name, message: "expected a list, found \(node.kindName)",
                    hint: "write \(key.lastName): \(key.example)"))
            return nil
        }
        guard counts.contains(nodes.count) else {
            report(
                SettingsDiagnostic(
                    source: source, place: place, key: name,
                    message: "expected \(counts.lowerBound) to \(counts.upperBound) values, found \(nodes.count)"))
            return nil
        }
        if case .record(let record) = key.type {
            let records = nodes.enumerated().map { self.record(record, "\(name)[\($0)]", $1, source) }
            checkNames(record, name, nodes, records, source)
            let whole = records.compactMap { $0.map { SettingValue.record($0) } }
            return whole.count == nodes.count ? .list(whole) : nil
        }
        var elements: [SettingValue] = []
        for (index, node) in nodes.enumerated() {
            guard let value = single(key.type, "\(name)[\(index)]", node, source, isOption) else { continue }
            if elements.contains(value), !key.mayRepeat {
                report(
                    SettingsDiagnostic(
                        source: source, place: isOption ? nil : node.place, key: "\(name)[\(index)]",
                        message: "this value comes twice"))
            }
            elements.append(value)
        }
        return elements.count == nodes.count ? .list(elements) : nil
    }

    private mutating func single(
        _ type: SettingType, _ name: String, _ node: SettingsNode, _ source: String, _ isOption: Bool
    ) -> SettingValue? {
        let place = isOption ? nil : node.place
        guard case .scalar(let text, let isQuoted) = node.kind else {
            report(
                SettingsDiagnostic(
                    source: source, place: place, key: name,
                    message: "expected \(type.expectation), found \(node.kindName)"))
            return nil
        }
        do throws(SettingRefusal) {
            return try type.parse(text, isQuoted: isQuoted, in: surroundings)
        } catch {
            report(
                SettingsDiagnostic(
                    source: source, place: place, key: name, message: error.message,
                    found: error.showsFound && type != .secret ? text : nil, hint: error.hint))
            return nil
        }
    }

    // MARK: Between keys

    mutating func relations() {
        alertRelations()
        openIDRelations()
        let pairs = [("tls.certificate", "tls.key"), ("tls.key", "tls.certificate")]
        for (present, absent) in pairs where values.byKey[present] != nil && values.byKey[absent] == nil {
            if places[absent] == nil { relation(present, "\(absent) is missing; both belong together") }
        }
        if values.secret("database.password") != nil {
            switch values.database("database.url") {
            case .postgres?: break
            // A URL that was refused has been reported already.
            case nil where places["database.url"] != nil || overridden["database.url"] != nil: break
            default: relation("database.password", "a password is only for PostgreSQL; set database.url or remove it")
            }
        }
        let perAddress = values.integer("limits.connections_per_address")
        if perAddress > values.integer("limits.connections") {
            if places["limits.connections_per_address"] != nil {
                relation("limits.connections_per_address", "expected no more than limits.connections")
            } else {
                relation(
                    "limits.connections", "expected at least limits.connections_per_address, which is \(perAddress)")
            }
        }
    }

    /// Whether somebody wrote it, right or wrong.
    func isGiven(_ key: String) -> Bool { places[key] != nil || overridden[key] != nil }

    /// Whether its value, or its default, is right; what is wrong has been reported then.
    func isChecked(_ key: String) -> Bool { values.byKey[key] != nil }

    mutating func relation(_ key: String, _ message: String, shown: String? = nil, hint: String? = nil) {
        let source = overridden[key] ?? file
        report(
            SettingsDiagnostic(source: source, place: places[key], key: shown ?? key, message: message, hint: hint))
    }
}

extension SettingsSurroundings {
    /// The secret behind a reference that was given as an option.
    package func secret(_ reference: String, option: String) throws(SettingsFailure) -> Secret {
        do throws(SettingRefusal) {
            return try resolve(secret: reference)
        } catch {
            throw SettingsFailure([SettingsDiagnostic(source: option, message: error.message, hint: error.hint)])
        }
    }
}
