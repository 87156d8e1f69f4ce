package import Alerting
package import HTTP
internal import Telling
package import Vocabulary
internal import Markup

/// The fields of a route's form as they were typed, and what is wrong with them. What is wrong is said beside its field,
/// and what was typed stands there again.
package struct RouteFields: Sendable, Hashable {
    package enum Field: String, Sendable, Hashable, CaseIterable {
        case name, to, kinds, severity, providers, components, services, entities
        case quietFrom = "quiet_from"
        case quietTo = "quiet_to"
        case zone, digest
        case digestAt = "digest_at"
        case passes, language

        /// May come several times: boxes that are ticked.
        var isList: Bool { self == .to || self == .kinds || self == .services }
    }

    struct Problem: Sendable, Hashable {
        var phrase: Phrase
        var value: String

        init(_ phrase: Phrase, _ value: String = "") {
            self.phrase = phrase
            self.value = String(value.prefix(80))
        }
    }

    /// As the configuration says it.
    static let passesNothing = "nothing"
    /// Longer texts are refused, so that a page that shows them again stays small.
    private static let textMost = 8_192

    private var values: [Field: [String]]
    var problems: [Field: Problem] = [:]

    subscript(_ field: Field) -> String { values[field]?.first ?? "" }
    func all(_ field: Field) -> [String] { values[field] ?? [] }

    /// An empty form.
    package init() {
        values = [
            .kinds: AlertRoute.Match.customaryKinds.map(\.rawValue), .zone: ["UTC"], .digest: ["none"],
            .digestAt: ["08:00"], .passes: [Severity.critical.rawValue], .language: [Language.english.code],
        ]
    }

    /// What a browser sent; nil when it holds a field that no form of ours has, or one too often.
    package init?(_ form: QueryParameters) {
        values = [:]
        for parameter in form.parameters {
            guard let field = Field(rawValue: parameter.name), parameter.value.utf8.count <= Self.textMost else {
                return nil
            }
            guard field.isList || values[field] == nil else { return nil }
            values[field, default: []].append(parameter.value)
        }
    }

    /// The form of a route that there is.
    package init(_ route: AlertRoute) {
        self.init()
        values[.name] = [route.name.rawValue]
        values[.to] = route.to.map(\.rawValue)
        values[.kinds] = route.match.kinds.map(\.rawValue)
        values[.severity] = route.match.severityAtLeast.map { [$0.rawValue] }
        values[.providers] = [route.match.providers.map(\.rawValue).joined(separator: ", ")]
        values[.components] = [route.match.components.map(\.rawValue).joined(separator: ", ")]
        values[.services] = route.match.channels.map(\.rawValue)
        values[.entities] = [route.match.entities.joined(separator: ", ")]
        if let quiet = route.quiet {
            values[.quietFrom] = [quiet.from.description]
            values[.quietTo] = [quiet.to.description]
            values[.zone] = [quiet.zone]
        }
        switch route.digest {
        case nil: break
        case .hourly?: values[.digest] = ["hourly"]
        case .daily(let clock, let zone)?:
            values[.digest] = ["daily"]
            values[.digestAt] = [clock.description]
            values[.zone] = [zone]
        }
        values[.passes] = [route.passes?.rawValue ?? Self.passesNothing]
        values[.language] = [route.language.code]
    }

    /// The route that the fields describe; nil when something is wrong, which then stands in ``problems``. `changing` is the
    /// route whose form it is, `taken` the names that a new one can't have.
    package mutating func route(
        changing: RouteName?, taken: Set<RouteName>, channels: Set<AlertChannelID>, zones: ZoneCatalogue
    ) -> AlertRoute? {
        problems = [:]
        let name = name(changing, taken)
        let to: [AlertChannelID] = list(all(.to), .to, .problemChoice) { text in
            AlertChannelID(text).flatMap { channels.contains($0) ? $0 : nil }
        }
        if to.isEmpty, problems[.to] == nil { problems[.to] = Problem(.problemChannels) }
        let kinds: [AlertKind] = list(all(.kinds), .kinds, .problemChoice) { AlertKind(rawValue: $0) }
        if kinds.isEmpty, problems[.kinds] == nil { problems[.kinds] = Problem(.problemKinds) }
        let match = AlertRoute.Match(
            providers: list(split(.providers), .providers, .problemWord) { ProviderID($0) },
            components: list(split(.components), .components, .problemWord) { ComponentID($0) },
            channels: list(all(.services), .services, .problemChoice) { Channel(rawValue: $0) },
            entities: list(split(.entities), .entities, .problemWord) { Self.entity($0) },
            severityAtLeast: choice(.severity) { Severity(rawValue: $0) }, kinds: kinds)
        let zone = zone(zones)
        let (quiet, digest) = (quiet(zone), digest(zone))
        let passes = self[.passes] == Self.passesNothing ? nil : choice(.passes) { Severity(rawValue: $0) }
        let language = choice(.language) { code in LanguagePack.all.first { $0.language.code == code }?.language }
        guard problems.isEmpty, let name else { return nil }
        return AlertRoute(
            name: name, match: match, to: to, quiet: quiet, digest: digest, passes: passes,
            language: language ?? .english, origin: .person)
    }

    // MARK: One field after the other

    private mutating func name(_ changing: RouteName?, _ taken: Set<RouteName>) -> RouteName? {
        if let changing { return changing }
        let text = Self.trimmed(self[.name])
        guard let name = RouteName(text) else {
            problems[.name] = Problem(.problemName, text)
            return nil
        }
        if taken.contains(name) { problems[.name] = Problem(.problemTaken, text) }
        return name
    }

    private mutating func quiet(_ zone: String) -> AlertRoute.QuietHours? {
        let (from, to) = (Self.trimmed(self[.quietFrom]), Self.trimmed(self[.quietTo]))
        guard !from.isEmpty || !to.isEmpty else { return nil }
        guard !from.isEmpty, !to.isEmpty else {
            problems[from.isEmpty ? .quietFrom : .quietTo] = Problem(.problemQuietHalf)
            return nil
        }
        guard let begins = clock(.quietFrom), let ends = clock(.quietTo) else { return nil }
        return AlertRoute.QuietHours(zone: zone, from: begins, to: ends)
    }

    private mutating func digest(_ zone: String) -> AlertRoute.Digest? {
        switch self[.digest] {
        case "", "none": return nil
        case "hourly": return .hourly
        case "daily": return clock(.digestAt).map { .daily(at: $0, zone: zone) }
        default:
            problems[.digest] = Problem(.problemChoice, self[.digest])
            return nil
        }
    }

    private mutating func clock(_ field: Field) -> ClockTime? {
        let text = Self.trimmed(self[field])
        guard let clock = ClockTime(text) else {
            problems[field] = Problem(.problemClock, text)
            return nil
        }
        return clock
    }

    private mutating func zone(_ zones: ZoneCatalogue) -> String {
        let text = Self.trimmed(self[.zone])
        guard !text.isEmpty, text != "UTC" else { return "UTC" }
        if zones.zone(text) == nil { problems[.zone] = Problem(.problemZone, text) }
        return text
    }

    private mutating func choice<Value>(_ field: Field, _ read: (String) -> Value?) -> Value? {
        let text = self[field]
        guard !text.isEmpty else { return nil }
        let value = read(text)
        if value == nil { problems[field] = Problem(.problemChoice, text) }
        return value
    }

    private mutating func list<Value: Hashable>(
        _ texts: [String], _ field: Field, _ phrase: Phrase, _ read: (String) -> Value?
    ) -> [Value] {
        var values: [Value] = []
        for text in texts {
            guard let value = read(text) else {
                problems[field] = Problem(phrase, text)
                return []
            }
            if !values.contains(value) { values.append(value) }
        }
        return values
    }

    /// Names between commas or spaces.
    private func split(_ field: Field) -> [String] {
        self[field].split { $0 == "," || $0.isWhitespace }.prefix(1_000).map(String.init)
    }

    private static func entity(_ text: String) -> String? {
        let bytes = text.utf8
        func isPlain(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) }
        guard (1...64).contains(bytes.count), let first = bytes.first, isPlain(first) else { return nil }
        return bytes.allSatisfy { isPlain($0) || "-._".utf8.contains($0) } ? text : nil
    }

    private static func trimmed(_ text: String) -> String {
        let ends = text.drop { $0.isWhitespace }
        return String(ends.reversed().drop { $0.isWhitespace }.reversed())
    }
}
