package import JSON
internal import Vocabulary

/// What `POST /api/counts` takes: how many of which outcome, by provider, server, channel and method.
package struct PushedCounts: Sendable, Hashable {
    package static let countsMost = 1_000
    package static let limits = JSONLimits(bytes: 256 << 10, depth: 4)
    static let labels = ["provider", "provider-server", "channel", "method", "outcome"]

    package var probe: String
    /// Who counts, where several do; nil: whoever the token belongs to.
    package var teller: String?
    /// The same push sent again is counted once.
    package var id: String?
    package var points: [CountPoint]

    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(
            json, allowing: ["probe", "teller", "id", "kind", "from", "until", "counts"])
        probe = try Self.word("probe", object)
        teller = try object.optional("teller") { reader throws(JSONError) in try Self.word("teller", reader) }
        id = try object.optional("id") { reader throws(JSONError) in try Self.word("id", reader) }
        let kind: CountPoint.Kind =
            try object.optional("kind") { reader throws(JSONError) in
                try reader.converted("kind", "delta or cumulative") { word in
                    word == "delta" ? CountPoint.Kind.delta : word == "cumulative" ? .cumulative : nil
                }
            } ?? .delta
        let from = try object.optional("from") { reader throws(JSONError) in try Self.instant("from", reader) }
        let until = try object.optional("until") { reader throws(JSONError) in try Self.instant("until", reader) }
        guard try object.array("counts").count <= Self.countsMost else {
            throw JSONError(
                .tooLarge, "at most \(Self.countsMost) counts are taken at once; send the rest in another request",
                path: object.path.member("counts"))
        }
        points = try object.array("counts") { value, path throws(JSONError) in
            let entry = try JSONObjectReader(value, path: path, allowing: Self.labels + ["count"])
            var labels: [String: String] = [:]
            for name in Self.labels {
                guard let text = try entry.optionalString(name) else { continue }
                guard (1...CountPoint.labelBytesMost).contains(text.utf8.count) else {
                    throw JSONError(
                        .refusedValue, "expected 1 to \(CountPoint.labelBytesMost) bytes", path: path.member(name))
                }
                labels[name] = text
            }
            let count = try entry.integer("count", in: 0...1_000_000_000)
            return CountPoint("", labels, kind, Double(count), from: from, until: until)
        }
    }

    private static func word(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> String {
        try object.converted(name, "1 to 200 printable characters without spaces") { text in
            (1...200).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
        }
    }

    static func instant(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> Instant {
        try object.converted(name, "an instant with its zone, such as 2026-03-01T12:00:00Z") {
            try? Instant(rfc3339: $0)
        }
    }
}
