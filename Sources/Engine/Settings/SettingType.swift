package import JSON
package import Network

/// What a setting, or each value of a list, may be.
package enum SettingType: Sendable, Equatable {
    case text(lengthMax: Int)
    case flag
    case integer(ClosedRange<Int>)
    /// A number and a unit: `30s`, `5m`. The range is in milliseconds.
    case duration(ClosedRange<Int>)
    /// A number and a unit: `16KiB`, `1MiB`. The range is in bytes.
    case size(ClosedRange<Int>)
    case choice([String])
    case socketAddress
    case url
    case path
    case network
    case zone
    case language
    case database
    case secret
    /// Lower-case letters, digits and hyphens.
    case name
    /// A time of day.
    case clock
    /// An entry of a list, with fields of its own.
    indirect case record(SettingRecord)

    /// What to write, in the words of an error and of the documentation.
    package var expectation: String {
        switch self {
        case .text(let lengthMax): "a text of 1 to \(lengthMax) characters"
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .duration(let range):
            "a duration from \(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound)), "
                + "such as 500ms, 30s, 5m or 1h"
        case .size(let range):
            "a size from \(SizeText.write(range.lowerBound)) to \(SizeText.write(range.upperBound)), "
                + "such as 512B, 16KiB or 1MiB"
        case .choice(let words):
            words.count == 2 ? words.joined(separator: " or ") : "one of " + words.joined(separator: ", ")
        case .socketAddress: "ADDRESS:PORT, such as 127.0.0.1:8480 or [::]:8480"
        case .url: "a URL such as https://status.example.com"
        case .path: "the path of a file or directory"
        case .network: "an address or a network, such as 10.0.0.0/8 or ::1"
        case .zone: "a time zone name, such as Europe/Paris or UTC"
        case .language: "a language code, such as en, fr or it"
        case .database: "sqlite:PATH or postgres://USER@HOST:PORT/NAME"
        case .secret: "a secret by reference: env:NAME or file:PATH"
        case .name: "a name of lower-case letters, digits and hyphens"
        case .clock: "a time of day such as \"07:30\""
        case .record(let record):
            "a \(record.noun) with the fields " + record.fields.map(\.key.name).joined(separator: ", ")
        }
    }
}

/// A checked value.
package enum SettingValue: Sendable, Equatable {
    case text(String)
    case flag(Bool)
    case integer(Int)
    case duration(Duration)
    case size(Int)
    case address(SocketAddress)
    case network(NetworkRange)
    case database(DatabaseAddress)
    case secret(Secret)
    case list([SettingValue])
    case record(SettingRecordValue)

    var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    package var json: JSONValue {
        switch self {
        case .text(let value): .string(value)
        case .flag(let value): .bool(value)
        case .integer(let value): JSONValue(value)
        case .duration(let value): .string(DurationText.write(DurationText.milliseconds(of: value)))
        case .size(let value): .string(SizeText.write(value))
        case .address(let value): .string(value.description)
        case .network(let value): .string(value.description)
        case .database(let value): .string(value.description)
        case .secret(let value): .string(value.description)
        case .list(let values): .array(values.map(\.json))
        case .record(let record):
            .object(
                record.values.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { object, member in
                    object[member.key] = member.value.json
                })
        }
    }
}

/// Durations as text, `30s`: one whole number and one unit.
enum DurationText {
    private static let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]

    static func read(_ text: String) -> Int? { QuantityText.read(text, units: units) }

    static func write(_ milliseconds: Int) -> String { QuantityText.write(milliseconds, units: units) }

    static func milliseconds(of duration: Duration) -> Int {
        Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }
}

/// Sizes as text, `16KiB`.
///
/// KB and MB are refused, because half of the world means 1024 by them.
enum SizeText {
    private static let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]

    static func read(_ text: String) -> Int? { QuantityText.read(text, units: units) }

    static func write(_ bytes: Int) -> String { QuantityText.write(bytes, units: units) }
}

private enum QuantityText {
    static func read(_ text: String, units: [(name: String, factor: Int)]) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...12).contains(digits.utf8.count), let number = Int(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit.factor)
        return overflow ? nil : value
    }

    static func write(_ value: Int, units: [(name: String, factor: Int)]) -> String {
        let unit = units.last { value % $0.factor == 0 && value >= $0.factor } ?? units[0]
        return "\(value / unit.factor)\(unit.name)"
    }
}
