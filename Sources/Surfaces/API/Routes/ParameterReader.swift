internal import HTTP
internal import Incidents
internal import Vocabulary

/// Takes the parameters of an address apart, and remembers everything that is wrong with them, so that one answer names
/// it all.
struct ParameterReader {
    /// More values of one parameter are refused.
    static let listMost = 50

    private let parameters: QueryParameters?
    private var known: Set<String> = []
    private(set) var faults: [ProblemDetails.Fault] = []

    init(_ request: HTTPRequest) {
        parameters = QueryParameters(request.query)
        if parameters == nil {
            faults.append(
                ProblemDetails.Fault(
                    "the query is malformed: write name=value&name=value, percent-encoded, 100 parameters at most"))
        }
    }

    /// A parameter that may come once; nil when it is missing or wrong.
    mutating func one<Value>(
        _ name: String, _ expectation: String, _ read: (String) -> Value?
    ) -> Value? {
        known.insert(name)
        guard let values = parameters?.all(name), let text = values.first else { return nil }
        guard values.count == 1 else {
            fault(name, "it stands here \(values.count) times; once is enough")
            return nil
        }
        guard let value = read(text) else {
            fault(name, "expected \(expectation)")
            return nil
        }
        return value
    }

    /// A parameter that may come several times, or hold several values between commas.
    mutating func list<Value: Hashable>(
        _ name: String, _ expectation: String, _ read: (String) -> Value?
    ) -> [Value] {
        known.insert(name)
        var found: [Value] = []
        let texts = (parameters?.all(name) ?? []).flatMap {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        if texts.count > Self.listMost {
            fault(name, "at most \(Self.listMost) values are taken")
            return []
        }
        for text in texts {
            guard let value = read(text) else {
                fault(name, "expected \(expectation)")
                return []
            }
            if !found.contains(value) { found.append(value) }
        }
        return found
    }

    mutating func text(_ name: String, most: Int) -> String? {
        one(name, "at most \(most) characters") { $0.unicodeScalars.count <= most ? $0 : nil }
    }

    mutating func whole(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        one(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard text.utf8.first != UInt8(ascii: "+"), let value = Int64(text), range.contains(value) else {
                return nil
            }
            return value
        }
    }

    mutating func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String, of type: Word.Type
    ) -> [Word] {
        list(name, "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) { Word(rawValue: $0) }
    }

    mutating func identifiers<ID: Identifier>(_ name: String, of type: ID.Type) -> [ID] {
        list(name, Self.identifierRule) { ID($0) }
    }

    mutating func identifier<ID: Identifier>(_ name: String, of type: ID.Type) -> ID? {
        one(name, Self.identifierRule) { ID($0) }
    }

    private static let identifierRule = "lower-case letters, digits and hyphens, at most 64"

    /// An instant in RFC 3339. A plus sign that was not encoded arrives as a space, and is put back.
    mutating func instant(_ name: String) -> Instant? {
        known.insert(name)
        let texts = parameters?.all(name) ?? []
        guard let text = texts.first else { return nil }
        guard texts.count == 1 else {
            fault(name, "it stands here \(texts.count) times; once is enough")
            return nil
        }
        let bytes = Array(text.utf8)
        var repaired = text
        if bytes.count > 16, let space = bytes.lastIndex(of: UInt8(ascii: " ")), space > 10 {
            repaired = String(decoding: bytes[..<space] + [UInt8(ascii: "+")] + bytes[(space + 1)...], as: UTF8.self)
        }
        do throws(InstantTextError) {
            return try Instant(rfc3339: repaired)
        } catch {
            fault(name, error.description)
            return nil
        }
    }

    mutating func language() -> Language? {
        one("lang", "one of \(FeedMaker.languages.map(\.code).joined(separator: ", "))") { text in
            FeedMaker.languages.first { $0.code == text }
        }
    }

    mutating func fault(_ name: String, _ detail: String) {
        faults.append(ProblemDetails.Fault(parameter: name, detail))
    }

    /// Call last: what nobody has read is refused, because a misspelt filter must not pass in silence.
    mutating func finish() {
        for name in Set(parameters?.parameters.map(\.name) ?? []).subtracting(known).sorted() {
            let shown = String(name.unicodeScalars.prefix(40).map { Character($0) })
            fault(shown, "nobody reads this parameter; known are \(known.sorted().joined(separator: ", "))")
        }
    }
}

extension SearchQuestion {
    /// The question that an address asks.
    init(_ reader: inout ParameterReader) {
        self.init(
            words: reader.text("q", most: 200) ?? "", providers: reader.identifiers("provider", of: ProviderID.self),
            channels: reader.words("channel", of: Channel.self),
            categories: reader.words("category", of: Incident.Category.self),
            severities: reader.words("severity", of: Severity.self),
            entities: reader.list("entity", "a lower-case word such as mastercard") { EntityWord.read($0) },
            from: reader.instant("from"), to: reader.instant("to"), after: reader.text("after", most: 200),
            limit: Int(reader.whole("limit", in: 1...Int64(Self.limitMost)) ?? 20))
        if let from, let to, to < from { reader.fault("to", "it lies before from") }
    }
}

/// A rail, scheme, method or issuer as it stands in addresses.
enum EntityWord {
    static func read(_ text: String) -> String? {
        let bytes = text.utf8
        func isPlain(_ byte: UInt8) -> Bool {
            (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        }
        guard (1...64).contains(bytes.count), let first = bytes.first, isPlain(first) else { return nil }
        let joiners: Set<UInt8> = [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")]
        return bytes.allSatisfy { isPlain($0) || joiners.contains($0) } ? text : nil
    }
}
