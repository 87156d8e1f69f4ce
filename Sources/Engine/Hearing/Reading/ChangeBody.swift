internal import Bytes
package import HTTP
package import JSON
package import Vocabulary

/// A change as a tool tells it: as JSON, as a form (which curl sends without any trouble), or as a CloudEvent in either of
/// its modes over HTTP.
package struct ChangeBody: Sendable, Hashable {
    package static let limits = JSONLimits(bytes: 64 << 10, depth: 16)
    package static let bytesMost = 64 << 10
    package static let mediaTypes = [
        "application/json", "application/cloudevents+json", "application/x-www-form-urlencoded",
    ]
    private static let gapMost: Int64 = 30

    package var change: HeardChange

    /// - Parameter headers: of the request: they choose the form, and hold a CloudEvent's attributes in binary mode.
    package init(_ body: [UInt8], headers: HTTPHeaders, now: Instant) throws(HearingRefusal) {
        let type = (headers["Content-Type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        do throws(JSONError) {
            switch type {
            case "application/x-www-form-urlencoded":
                change = try Self.form(String(decoding: body, as: UTF8.self), now)
            case "application/cloudevents+json":
                change = try Self.event(try JSONValue(reading: body, limits: Self.limits), now)
            default:
                let json = try JSONValue(reading: body, limits: Self.limits)
                if headers["ce-specversion"] != nil {
                    change = try Self.event(Self.structured(headers, json), now)
                } else {
                    change = try Self.own(json, now)
                }
            }
        } catch {
            throw HearingRefusal(
                error.code == .tooLarge ? .tooMuch : .malformed, error.message, pointer: error.path.pointer)
        }
    }

    // MARK: Our own

    private static let names = ["id", "kind", "title", "at", "parts", "expectedGapSeconds", "link", "source"]

    private static func own(_ json: JSONValue, _ now: Instant) throws(JSONError) -> HeardChange {
        let object = try JSONObjectReader(json, allowing: names)
        let kind = try object.converted("kind", "one of \(kinds)") { HeardChange.Kind(rawValue: $0) }
        let title = try text("title", most: HeardChange.titleMost, object)
        let parts = object.has("parts") ? try object.strings("parts") : []
        let gap =
            object.has("expectedGapSeconds") ? try object.integer("expectedGapSeconds", in: 0...gapMost) : 0
        var change = HeardChange(
            id: "", kind: kind, title: title, at: now, parts: try checked(parts, object.path.member("parts")),
            expectedGap: .seconds(gap))
        if object.has("at") { change.at = try PushedCounts.instant("at", object) }
        change.link = try object.optional("link") { reader throws(JSONError) in try text("link", most: 500, reader) }
        change.source = try object.optional("source") { reader throws(JSONError) in
            try text("source", most: 200, reader)
        }
        change.id = id(try object.optionalString("id"), change)
        return change
    }

    private static func form(_ text: String, _ now: Instant) throws(JSONError) -> HeardChange {
        guard let fields = QueryParameters(text) else { throw JSONError(.refusedValue, "the form can't be read") }
        var object: JSONObject = [:]
        for name in names where name != "parts" {
            guard let value = fields[name] else { continue }
            let number = name == "expectedGapSeconds" ? Int64(value).map { JSONValue.integer($0) } : nil
            object[name] = number ?? .string(value)
        }
        let parts = fields.all("part") + fields.all("parts").flatMap { $0.split(separator: ",").map(String.init) }
        if !parts.isEmpty { object["parts"] = .array(parts.map { .string($0) }) }
        return try own(.object(object), now)
    }

    // MARK: CloudEvents

    private static func structured(_ headers: HTTPHeaders, _ data: JSONValue) -> JSONValue {
        var object: JSONObject = ["data": data]
        for name in ["specversion", "id", "source", "type", "time", "subject"] {
            if let value = headers["ce-" + name] { object[name] = .string(value) }
        }
        return .object(object)
    }

    private static func event(_ json: JSONValue, _ now: Instant) throws(JSONError) -> HeardChange {
        let object = try JSONObjectReader(json)
        guard try object.string("specversion").hasPrefix("1.") else {
            throw JSONError(.refusedValue, "expected CloudEvents 1.x", path: object.path.member("specversion"))
        }
        let type = try text("type", most: 200, object)
        let source = try text("source", most: 200, object)
        let subject = try object.optional("subject") { reader throws(JSONError) in
            try text("subject", most: HeardChange.titleMost, reader)
        }
        var kind = HeardChange.Kind.other
        for word in HeardChange.Kind.allCases where type.lowercased().contains(word.rawValue) { kind = word }
        var parts: [String] = []
        var title = subject ?? type
        var gap: Int64 = 0
        if object.has("data"), try object.value("data").object != nil {
            let data = try object.object("data")
            if data.has("kind") {
                kind = try data.converted("kind", "one of \(kinds)") { HeardChange.Kind(rawValue: $0) }
            }
            if data.has("parts") { parts = try checked(try data.strings("parts"), data.path.member("parts")) }
            if data.has("title") { title = try text("title", most: HeardChange.titleMost, data) }
            if data.has("expectedGapSeconds") { gap = try data.integer("expectedGapSeconds", in: 0...gapMost) }
        }
        var change = HeardChange(
            id: "", kind: kind, title: title, at: now, parts: parts, expectedGap: .seconds(gap), source: source)
        if object.has("time") { change.at = try PushedCounts.instant("time", object) }
        // An event is one by its source and its id together.
        change.id = digest([source, try text("id", most: 500, object)])
        return change
    }

    // MARK: Parts

    private static let kinds = HeardChange.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    private static func text(_ name: String, most: Int, _ object: JSONObjectReader) throws(JSONError) -> String {
        try object.converted(name, "1 to \(most) characters without control characters") { text in
            (1...most).contains(text.unicodeScalars.count)
                && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? text : nil
        }
    }

    private static func checked(_ parts: [String], _ path: JSONPath) throws(JSONError) -> [String] {
        guard parts.count <= HeardChange.partsMost else {
            throw JSONError(.tooLarge, "a change touches at most \(HeardChange.partsMost) parts", path: path)
        }
        var seen: Set<String> = []
        return parts.filter { seen.insert($0).inserted }
    }

    private static func id(_ given: String?, _ change: HeardChange) -> String {
        guard let given else {
            return digest([change.kind.rawValue, change.title, change.at.rfc3339] + change.parts)
        }
        let isPlain =
            (1...HeardChange.idBytesMost).contains(given.utf8.count)
            && given.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
        return isPlain ? given : digest([given])
    }

    private static func digest(_ fields: [String]) -> String {
        var writer = DigestWriter(domain: "vigie.change.v1")
        for field in fields { writer.add(field) }
        return String(writer.digest().hexadecimal.prefix(32))
    }
}
