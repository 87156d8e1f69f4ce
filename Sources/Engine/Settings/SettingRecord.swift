/// A group of fields that comes several times, such as the channels that alerts go to: what each entry of such a list may
/// say. One field may decide which of the others belong there (`kind: webhook` wants a key, `kind: mail` a server).
package struct SettingRecord: Sendable, Equatable {
    package struct Field: Sendable {
        package var key: SettingKey
        package var isRequired: Bool
        /// The kinds of entry that have it; empty when all do.
        package var kinds: [String]

        package init(_ key: SettingKey, required: Bool = false, kinds: [String] = []) {
            self.key = key
            isRequired = required
            self.kinds = kinds
        }
    }

    /// What one entry is called in messages: `channel`.
    package var noun: String
    package var fields: [Field]
    /// The field by which an entry is known; its values must differ.
    package var nameField: String
    /// The field that says which of the others belong there.
    package var kindField: String?
    /// An entry as it would be written, line by line.
    package var example: [String]

    package init(
        noun: String, fields: [Field], nameField: String, kindField: String? = nil, example: [String]
    ) {
        self.noun = noun
        self.fields = fields
        self.nameField = nameField
        self.kindField = kindField
        self.example = example
    }

    package func field(_ name: String) -> Field? { fields.first { $0.key.name == name } }

    package static func == (left: SettingRecord, right: SettingRecord) -> Bool {
        left.noun == right.noun && left.fields.map(\.key.name) == right.fields.map(\.key.name)
    }
}

/// One entry of a list of records, checked and with defaults filled in.
package struct SettingRecordValue: Sendable, Equatable {
    package var values: [String: SettingValue]

    package init(values: [String: SettingValue]) { self.values = values }

    package func text(_ name: String) -> String? { values[name]?.text }

    package func texts(_ name: String) -> [String] {
        if case .list(let values)? = values[name] { values.compactMap(\.text) } else { [] }
    }

    package func secret(_ name: String) -> Secret? {
        if case .secret(let value)? = values[name] { value } else { nil }
    }

    package func integer(_ name: String) -> Int? {
        if case .integer(let value)? = values[name] { value } else { nil }
    }

    package func flag(_ name: String) -> Bool { values[name] == .flag(true) }

    package func duration(_ name: String) -> Duration? {
        if case .duration(let value)? = values[name] { value } else { nil }
    }

    package func records(_ name: String) -> [SettingRecordValue] {
        guard case .list(let values)? = values[name] else { return [] }
        return values.compactMap { if case .record(let value) = $0 { value } else { nil } }
    }
}
