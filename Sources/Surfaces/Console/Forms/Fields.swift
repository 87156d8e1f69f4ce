internal import Access
internal import Desk
internal import HTTP
internal import Telling
internal import Vocabulary

/// What a browser sent of a form, and what is wrong with it. What was typed stands in the form again, whatever happens.
package struct Fields: Sendable, Hashable {
    /// Longer texts are refused before anybody looks at them.
    static let textMost = 64_000
    static let countMost = 400
    package static let bodyBytesMost = 384 << 10

    private var values: [String: [String]] = [:]
    /// Files that were sent, by the name of their field.
    private(set) var files: [String: [UInt8]] = [:]
    var problems: [String: ConsolePage.Words] = [:]
    /// What is wrong with none of the fields in particular.
    var problem: ConsolePage.Words?

    package init() {}

    /// Nil for a body that is none of a form, or that has too much in it.
    package init?(_ body: [UInt8]) {
        guard body.allSatisfy({ (0x20...0x7e).contains($0) }),
            let form = QueryParameters(form: body, countMost: Self.countMost, bytesMost: Self.bodyBytesMost)
        else { return nil }
        for parameter in form.parameters {
            guard parameter.value.utf8.count <= Self.textMost, parameter.name.utf8.count <= 100 else { return nil }
            values[parameter.name, default: []].append(parameter.value)
        }
    }

    /// Nil where a text has no letters, or too many.
    init?(_ form: Multipart) {
        for part in form.parts {
            guard !part.isFile else {
                files[part.name] = part.bytes
                continue
            }
            guard part.bytes.count <= Self.textMost, let text = String(validating: part.bytes, as: UTF8.self) else {
                return nil
            }
            values[part.name, default: []].append(text)
        }
    }

    /// For tests and examples.
    package init(_ values: [String: [String]]) { self.values = values }

    var hasProblems: Bool { problem != nil || !problems.isEmpty }

    func all(_ name: String) -> [String] { values[name] ?? [] }
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Without white space around it; empty when there is none. Line ends are one character, whoever typed them.
    subscript(_ name: String) -> String {
        get { Self.tidy(values[name]?.first ?? "") }
        set { values[name] = [newValue] }
    }

    /// As it was typed, for secrets.
    func exactly(_ name: String) -> String { values[name]?.first ?? "" }

    var names: [String] { values.keys.sorted() }

    /// Whether the button that only shows what would be said was pressed.
    var isPreview: Bool { self[FormField.deed] == FormField.preview }

    mutating func take(_ refusal: DeskRefusal, on page: Language, as names: [String: String] = [:]) {
        let words = ConsolePage.Words(refusal, on: page)
        let field = refusal.field.map { names[$0] ?? $0 }
        if let field, !refusal.missing.isEmpty {
            for language in refusal.missing { problems[field + "." + language.code] = words }
        } else if let field {
            problems[field] = words
        } else {
            problem = words
        }
    }

    mutating func forget(_ name: String) { values[name] = nil }

    private static func tidy(_ text: String) -> String {
        var lines = ""
        lines.reserveCapacity(text.utf8.count)
        // A carriage return with its line feed is one character of Swift.
        for character in text { lines.append(character.isNewline ? "\n" : character) }
        let ends = lines.drop { $0.isWhitespace }
        return String(ends.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension ConsolePage.Words {
    /// In the language of the page, where the desk knows it there; what the journal says is English.
    init(_ refusal: DeskRefusal, on page: Language) {
        if let message = refusal.message(in: LanguagePack.of(page)) {
            self.init(message)
        } else {
            self.init(refusal.message, language: page == .english ? nil : .english)
        }
    }
}

// MARK: Values

extension Fields {
    /// A text in each of the languages that the form has, without the empty ones.
    func text(_ name: String) -> LocalizedText {
        var text = LocalizedText()
        for key in values.keys {
            guard key.hasPrefix(name + "."), let language = Language(key.dropFirst(name.utf8.count + 1)) else {
                continue
            }
            let words = self[key]
            if !words.isEmpty { text[language] = words }
        }
        return text
    }

    func languages(_ name: String) -> [Language] { all(name).compactMap { Language($0) }.sorted() }

    mutating func identifiers<ID: Identifier>(_ name: String, _ words: LanguagePack) -> [ID] {
        var found: [ID] = []
        for text in all(name) where !text.isEmpty {
            guard let id = ID(text) else {
                refuse(name, words(.problemChoice, ["value": String(text.prefix(60))]))
                continue
            }
            if !found.contains(id) { found.append(id) }
        }
        return found
    }

    mutating func choice<Value: RawRepresentable<String>>(_ name: String, _ words: LanguagePack) -> Value? {
        let text = self[name]
        guard !text.isEmpty else { return nil }
        guard let value = Value(rawValue: text) else {
            refuse(name, words(.problemChoice, ["value": String(text.prefix(60))]))
            return nil
        }
        return value
    }

    mutating func refuse(_ name: String, _ text: String) {
        if problems[name] == nil { problems[name] = ConsolePage.Words(text) }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>, _ words: LanguagePack) -> Int? {
        guard let number = Int(self[name]), range.contains(number) else {
            refuse(name, words(.problemNumber, ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"]))
            return nil
        }
        return number
    }

    /// A moment: a day and a clock in the zone that stands beside it, or with an offset of its own. A time whose zone
    /// is not known is no moment, and neither is one that clocks show twice or never.
    mutating func instant(
        _ name: String, zones: ZoneCatalogue, _ words: LanguagePack, isRequired: Bool = false
    ) -> Instant? {
        let text = self[name]
        guard !text.isEmpty else {
            if isRequired { refuse(name, words(.problemTimeMissing)) }
            return nil
        }
        let joined = Self.joined(text)
        do throws(InstantTextError) {
            return try Instant(rfc3339: joined)
        } catch {
            guard error.reason == .zoneMissing else {
                refuse(name, words(.problemTime, ["value": String(text.prefix(60))]))
                return nil
            }
        }
        guard let zone = zones.zone(self[name + "-zone"]), let shown = try? Instant(rfc3339: joined + "Z") else {
            refuse(name, words(.problemZoneMissing))
            return nil
        }
        switch zone.instants(showing: CivilTime(shown)) {
        case .once(let instant): return instant
        case .gap:
            refuse(name, words(.problemTimeGap, ["zone": zone.identifier]))
            return nil
        case .twice(let earlier, let later):
            refuse(
                name,
                words(
                    .problemTimeTwice,
                    ["first": earlier.clockText(in: zone), "second": later.clockText(in: zone)]))
            return nil
        }
    }

    /// `2026-05-04 12:00 +02:00` and `2026-05-04T12:00` as RFC 3339 has them.
    private static func joined(_ text: String) -> String {
        var parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count > 1 else { return text }
        let first = parts.removeFirst()
        return first + "T" + parts.joined()
    }
}
