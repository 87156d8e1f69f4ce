internal import JSON
package import Journal
package import Vocabulary

/// Everything that the surfaces show, as it was after one entry of the journal.
package struct Site: Sendable {
    package var position: Position
    package var providers: [Provider]
    package var brands: [Brand]
    package var components: [Component]
    package var incidents: [Incident]

    package init(
        position: Position = .beforeFirst, providers: [Provider] = [], brands: [Brand] = [],
        components: [Component] = [], incidents: [Incident] = []
    ) {
        self.position = position
        self.providers = providers
        self.brands = brands
        self.components = components
        self.incidents = incidents
    }

    /// Reads the site out of one consistent picture.
    package init(_ reader: any DocumentReading) throws(JournalError) {
        self.init(
            position: reader.position,
            providers: try Self.all("provider/", reader) { value throws(JSONError) in
                try Provider(json: value, path: .root)
            },
            brands: try Self.all("brand/", reader) { value throws(JSONError) in try Brand(json: value, path: .root) },
            components: try Self.all("component/", reader) { value throws(JSONError) in
                try Component(json: value, path: .root)
            },
            incidents: try Self.all("incident/", reader) { value throws(JSONError) in
                try Incident(json: value, path: .root)
            })
        components.sort { ($0.order, $0.id) < ($1.order, $1.id) }
    }

    private static func all<Value>(
        _ prefix: String, _ reader: any DocumentReading, _ read: (JSONValue) throws(JSONError) -> Value
    ) throws(JournalError) -> [Value] {
        var values: [Value] = []
        var after: String?
        while true {
            let range = DocumentRange(prefix: prefix, after: after, limit: 1_000)
            let documents = try reader.documents(IncidentProjection.name, range)
            for document in documents {
                do throws(JSONError) {
                    values.append(try read(JSONValue(reading: document.body, limits: .readModel)))
                } catch {
                    throw JournalError(
                        .corrupt, "the read model \(document.key) does not fit: \(error); run `vigie rebuild`")
                }
            }
            guard documents.count == range.limit, let last = documents.last else { return values }
            after = last.key
        }
    }
}
