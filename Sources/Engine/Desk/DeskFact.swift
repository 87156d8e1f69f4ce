internal import Bytes
internal import Incidents
internal import JSON
package import Journal
package import Vocabulary

/// What the desk itself keeps in the journal, beside the facts about incidents.
package enum DeskFact: Sendable, Hashable {
    /// A number was given to an incident; the stream's version keeps two from taking the same.
    case numberTaken(ProviderID, Int64, IncidentID)
    /// An order with a key was done: sent again it gets the same answer, and is not done again.
    case orderDone(IdempotencyKey, order: String, DeskOutcome)

    package var draft: EntryDraft { EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes()) }

    package var stream: StreamName {
        switch self {
        case .numberTaken(let provider, _, _): Self.numbering(provider)
        case .orderDone(let key, _, _): Self.order(key)
        }
    }

    static func numbering(_ provider: ProviderID) -> StreamName {
        StreamName(category: "numbering", id: provider.rawValue)
    }

    static func order(_ key: IdempotencyKey) -> StreamName {
        StreamName(category: "order", id: SHA256Digest(of: Array(key.rawValue.utf8)).hexadecimal)
    }

    private var kind: EntryKind {
        switch self {
        case .numberTaken: "incident.numberTaken"
        case .orderDone: "desk.orderDone"
        }
    }

    private var body: JSONValue {
        switch self {
        case .numberTaken(_, let number, let incident):
            ["number": .integer(number), "incident": .string(incident.rawValue)]
        case .orderDone(_, let order, let outcome):
            [
                "order": .string(order), "incident": .string(outcome.incident.rawValue),
                "made": JSONValue(outcome.made), "isWaiting": .bool(outcome.isWaiting),
                "waiting": JSONValue(outcome.waiting.map(\.rawValue)),
                "version": .integer(outcome.version),
            ]
        }
    }
}

/// What the desk needs to know beside the incidents: numbers, orders that were done, and the versions of our own incidents.
package struct DeskProjection: Projection {
    package static let name: ProjectionName = "desk"

    package init() {}

    package var name: ProjectionName { Self.name }
    package var revision: Int { 1 }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        switch entry.kind {
        case "incident.numberTaken", "desk.orderDone":
            try keep(entry, &documents)
        case "incident.described", "incident.recorded":
            switch try Fact.told(by: entry) {
            case .incidentDescribed(let incident)?, .incidentRecorded(let incident)?:
                if incident.own != nil { try putVersion(entry, &documents) }
            default: break
            }
        default:
            guard entry.stream.category == "incident", try documents.document(Self.version(entry.stream)) != nil else {
                return
            }
            try putVersion(entry, &documents)
        }
    }

    private func keep(_ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        guard entry.kind == "incident.numberTaken" else { return try documents.put(entry.stream.rawValue, entry.body) }
        let number: Int64
        do throws(JSONError) {
            let object = try JSONObjectReader(try JSONValue(reading: entry.body), path: .root)
            number = try object.integer("number", in: 0...Int64.max)
        } catch {
            throw JournalError(.corrupt, "\(entry.kind) at \(entry.position.rawValue) can't be read: \(error)")
        }
        let body: JSONValue = ["number": .integer(number), "version": .integer(entry.version.rawValue)]
        try documents.put(entry.stream.rawValue, body.canonicalBytes())
    }

    private func putVersion(_ entry: Entry, _ documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(Self.version(entry.stream), Array("\(entry.version.rawValue)".utf8))
    }

    static func version(_ stream: StreamName) -> String { "version/" + stream.id }
}
