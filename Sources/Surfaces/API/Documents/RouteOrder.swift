internal import Alerting
internal import JSON
internal import Vocabulary

/// A route as a person sends it: strict, so that a misspelt condition never widens whom it tells.
struct RouteOrder {
    let route: AlertRoute

    /// What is left out is as in the configuration: incidents and recurrences of every kind, at once, in English; what is
    /// critical passes quiet hours and digests. `name` and `origin` may stand in the body as they were read; the name is
    /// that of the address, and the origin is always a person.
    init(_ json: JSONValue, name: RouteName, zones: ZoneCatalogue) throws(JSONError) {
        let object = try JSONObjectReader(
            json, allowing: ["name", "match", "to", "quiet", "digest", "passes", "language", "origin"])
        if object.has("name") {
            _ = try object.converted("name", "the name that stands in the address, \(name)") { text in
                text == name.rawValue ? text : nil
            }
        }
        if object.has("origin") {
            _ = try object.converted("origin", "configuration or person") { AlertRoute.Origin(rawValue: $0) }
        }
        route = AlertRoute(
            name: name, match: try Self.match(object), to: try Self.list("to", object, Self.identifierRule),
            quiet: try Self.quiet(object, zones), digest: try Self.digest(object, zones),
            passes: try Self.passes(object), language: try Self.language(object), origin: .person)
    }

    private static let identifierRule = "lower-case letters, digits and hyphens, at most 64"

    private static func match(_ object: JSONObjectReader) throws(JSONError) -> AlertRoute.Match {
        guard object.has("match") else { return AlertRoute.Match() }
        let match = try object.object(
            "match", allowing: ["providers", "components", "channels", "entities", "severity", "kinds"])
        let kinds: [AlertKind] = try words("kinds", match)
        return AlertRoute.Match(
            providers: try list("providers", match, identifierRule),
            components: try list("components", match, identifierRule), channels: try words("channels", match),
            entities: try list("entities", match, "a lower-case word such as mastercard") { EntityWord.read($0) },
            severityAtLeast: try word("severity", match),
            kinds: match.has("kinds") ? kinds : AlertRoute.Match.customaryKinds)
    }

    private static func quiet(
        _ object: JSONObjectReader, _ zones: ZoneCatalogue
    ) throws(JSONError) -> AlertRoute.QuietHours? {
        guard object.has("quiet") else { return nil }
        let quiet = try object.object("quiet", allowing: ["zone", "from", "to"])
        return AlertRoute.QuietHours(
            zone: try zone(quiet, zones), from: try clock("from", quiet), to: try clock("to", quiet))
    }

    private static func digest(
        _ object: JSONObjectReader, _ zones: ZoneCatalogue
    ) throws(JSONError) -> AlertRoute.Digest? {
        guard object.has("digest") else { return nil }
        let digest = try object.object("digest", allowing: ["every", "at", "zone"])
        guard digest.has("every") else { return .daily(at: try clock("at", digest), zone: try zone(digest, zones)) }
        _ = try digest.converted("every", "hour; for a digest each day give at and zone") { $0 == "hour" ? $0 : nil }
        guard !digest.has("at"), !digest.has("zone") else {
            throw JSONError(
                .refusedValue, "give either every, or at and zone", path: digest.path.member("every"))
        }
        return .hourly
    }

    private static func passes(_ object: JSONObjectReader) throws(JSONError) -> Severity? {
        guard object.has("passes") else { return .critical }
        let words = Severity.allCases.map(\.rawValue).joined(separator: ", ")
        let passes: Severity?? = try object.converted("passes", "one of \(words), nothing") { text in
            text == AlertDocument.passesNothing ? .some(nil) : Severity(rawValue: text).map { .some($0) }
        }
        return passes ?? nil
    }

    private static func language(_ object: JSONObjectReader) throws(JSONError) -> Language {
        guard object.has("language") else { return .english }
        let codes = FeedMaker.languages.map(\.code).joined(separator: ", ")
        return try object.converted("language", "one of \(codes)") { text in
            FeedMaker.languages.first { $0.code == text }
        }
    }

    private static func zone(_ object: JSONObjectReader, _ zones: ZoneCatalogue) throws(JSONError) -> String {
        try object.converted("zone", "the name of a zone such as Europe/Paris") { text in
            text == "UTC" || zones.zone(text) != nil ? text : nil
        }
    }

    private static func clock(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> ClockTime {
        try object.converted(name, "a time of day such as 07:30") { ClockTime($0) }
    }

    // MARK: Lists

    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ object: JSONObjectReader
    ) throws(JSONError) -> Word? {
        guard object.has(name) else { return nil }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return try object.converted(name, "one of \(words)") { Word(rawValue: $0) }
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String, _ object: JSONObjectReader
    ) throws(JSONError) -> [Word] {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return try list(name, object, "one of \(words)") { Word(rawValue: $0) }
    }

    private static func list<ID: Identifier>(
        _ name: String, _ object: JSONObjectReader, _ expectation: String
    ) throws(JSONError) -> [ID] {
        try list(name, object, expectation) { ID($0) }
    }

    private static func list<Value: Hashable>(
        _ name: String, _ object: JSONObjectReader, _ expectation: String, _ read: (String) -> Value?
    ) throws(JSONError) -> [Value] {
        guard object.has(name) else { return [] }
        var known: Set<Value> = []
        let values = try object.array(name) { json, path throws(JSONError) -> Value in
            guard let text = json.string, let value = read(text) else {
                throw JSONError(.refusedValue, "expected \(expectation)", path: path)
            }
            return value
        }
        return values.filter { known.insert($0).inserted }
    }
}
