package import JSON
package import Journal
package import Vocabulary

/// What an entry says: every kind of entry about providers and incidents, with the value that is its body.
///
/// A kind's name and the form of its body never change once released; a new need is a new kind, or a new member that
/// may be missing.
package enum Fact: Sendable, Hashable {
    case providerDescribed(Provider)
    case brandDescribed(Brand)
    case componentDescribed(Component)
    /// The incident's head: title, severity, references. Said again, it replaces the head and leaves the rest.
    case incidentDescribed(Incident)
    /// A window is new, or known under its id and now told better (an end, other components).
    case impactWindowRecorded(IncidentID, ImpactWindow)
    case updatePublished(IncidentID, Update)
    /// How one brand's page told it; a later account of the same brand replaces the earlier.
    case pageAccountRecorded(IncidentID, PageAccount)
    case claimRecorded(IncidentID, Claim)
    case insideEventNoted(IncidentID, InsideEvent)
    case contradictionNoted(IncidentID, Contradiction)
    case postmortemPublished(IncidentID, Postmortem)
    /// A whole incident at once, as a page told it when it was first read. Later tellings are facts of their own.
    case incidentRecorded(Incident)
    /// A page edited a text: the update of that brand and foreign id is replaced, and what stood there is kept.
    case updateRevised(IncidentID, Update)
    /// Bytes that the incident was read from were archived.
    case captureKept(IncidentID, Capture)
    /// A window that was read out of a text which no longer says so.
    case impactWindowWithdrawn(IncidentID, ImpactWindowID)
    case documentCaptured(DocumentCapture)
    /// A page is followed, can or can't be read, or says something new of now: its state as a whole.
    case pageFollowed(FollowedPage)
    case pageUnfollowed(ProviderID)
    case eventDecided(EventDecision)
    /// Something that we say about an incident of our own is proposed, published, agreed to, declined or corrected: its
    /// state as a whole.
    case statementRecorded(IncidentID, Statement)
    /// A post-mortem is being written. It is public only by `postmortemPublished`.
    case postmortemDrafted(IncidentID, Postmortem)
    case sentenceDescribed(Sentence)
    case maintenanceSeriesDescribed(MaintenanceSeries)

    package var kind: EntryKind {
        switch self {
        case .providerDescribed: "provider.described"
        case .brandDescribed: "brand.described"
        case .componentDescribed: "component.described"
        case .incidentDescribed: "incident.described"
        case .impactWindowRecorded: "incident.impactWindowRecorded"
        case .updatePublished: "incident.updatePublished"
        case .pageAccountRecorded: "incident.pageAccountRecorded"
        case .claimRecorded: "incident.claimRecorded"
        case .insideEventNoted: "incident.insideEventNoted"
        case .contradictionNoted: "incident.contradictionNoted"
        case .postmortemPublished: "incident.postmortemPublished"
        case .incidentRecorded: "incident.recorded"
        case .updateRevised: "incident.updateRevised"
        case .captureKept: "incident.captureKept"
        case .impactWindowWithdrawn: "incident.impactWindowWithdrawn"
        case .documentCaptured: "page.documentCaptured"
        case .pageFollowed: "page.followed"
        case .pageUnfollowed: "page.unfollowed"
        case .eventDecided: "event.decided"
        case .statementRecorded: "incident.statementRecorded"
        case .postmortemDrafted: "incident.postmortemDrafted"
        case .sentenceDescribed: "sentence.described"
        case .maintenanceSeriesDescribed: "maintenance.seriesDescribed"
        }
    }

    package var stream: StreamName {
        switch self {
        case .providerDescribed(let provider): StreamName(category: "provider", id: provider.id.rawValue)
        case .brandDescribed(let brand): StreamName(category: "brand", id: brand.id.rawValue)
        case .componentDescribed(let component): StreamName(category: "component", id: component.id.rawValue)
        case .incidentDescribed(let incident): Self.stream(of: incident.id)
        case .impactWindowRecorded(let id, _), .updatePublished(let id, _), .pageAccountRecorded(let id, _),
            .claimRecorded(let id, _), .insideEventNoted(let id, _), .contradictionNoted(let id, _),
            .postmortemPublished(let id, _), .updateRevised(let id, _), .captureKept(let id, _),
            .impactWindowWithdrawn(let id, _), .statementRecorded(let id, _), .postmortemDrafted(let id, _):
            Self.stream(of: id)
        case .sentenceDescribed(let sentence): StreamName(category: "sentence", id: sentence.id.rawValue)
        case .maintenanceSeriesDescribed(let series): StreamName(category: "series", id: series.id.rawValue)
        case .incidentRecorded(let incident): Self.stream(of: incident.id)
        case .pageFollowed(let page): Self.stream(ofPage: page.provider)
        case .documentCaptured(let document): Self.stream(ofPage: document.provider)
        case .pageUnfollowed(let provider): Self.stream(ofPage: provider)
        case .eventDecided(let decision):
            StreamName(category: "event", id: decision.first.rawValue + "+" + decision.second.rawValue)
        }
    }

    /// What the entry's body says.
    package var body: JSONValue {
        switch self {
        case .providerDescribed(let provider): provider.json
        case .brandDescribed(let brand): brand.json
        case .componentDescribed(let component): component.json
        case .incidentDescribed(let incident): incident.head
        case .impactWindowRecorded(_, let window): window.json
        case .updatePublished(_, let update): update.json
        case .pageAccountRecorded(_, let account): account.json
        case .claimRecorded(_, let claim): claim.json
        case .insideEventNoted(_, let event): event.json
        case .contradictionNoted(_, let contradiction): contradiction.json
        case .postmortemPublished(_, let postmortem): postmortem.json
        case .incidentRecorded(let incident): incident.json
        case .updateRevised(_, let update): update.json
        case .captureKept(_, let capture): capture.json
        case .impactWindowWithdrawn(_, let window): ["window": .string(window.rawValue)]
        case .documentCaptured(let document): document.json
        case .pageFollowed(let page): page.json
        case .pageUnfollowed(let provider): ["provider": .string(provider.rawValue)]
        case .eventDecided(let decision): decision.body
        case .statementRecorded(_, let statement): statement.json
        case .postmortemDrafted(_, let postmortem): postmortem.json
        case .sentenceDescribed(let sentence): sentence.json
        case .maintenanceSeriesDescribed(let series): series.json
        }
    }

    package var draft: EntryDraft {
        EntryDraft(stream: stream, kind: kind, body: body.canonicalBytes())
    }

    package static func stream(ofPage provider: ProviderID) -> StreamName {
        StreamName(category: "page", id: provider.rawValue)
    }

    package static func stream(of id: IncidentID) -> StreamName {
        StreamName(category: "incident", id: id.rawValue)
    }
}

extension Fact {
    /// Reads an entry back; nil for a kind that is not about providers and incidents.
    package init?(_ entry: Entry) throws(JSONError) {
        let json = try JSONValue(reading: entry.body)
        if let fact = try Self.catalogue(entry.kind, json) {
            self = fact
            if case .eventDecided(var decision) = fact {
                decision.actor = entry.actor.rawValue
                decision.at = entry.instant
                self = .eventDecided(decision)
            }
        } else if let fact = try Self.incident(entry, json) {
            self = fact
        } else {
            return nil
        }
    }

    private static func catalogue(_ kind: EntryKind, _ json: JSONValue) throws(JSONError) -> Fact? {
        switch kind {
        case "provider.described": .providerDescribed(try Provider(json: json, path: .root))
        case "brand.described": .brandDescribed(try Brand(json: json, path: .root))
        case "component.described": .componentDescribed(try Component(json: json, path: .root))
        case "incident.described": .incidentDescribed(try Incident(head: json, path: .root))
        case "incident.recorded": .incidentRecorded(try Incident(json: json, path: .root))
        case "page.documentCaptured": .documentCaptured(try DocumentCapture(json: json, path: .root))
        case "page.followed": .pageFollowed(try FollowedPage(json: json, path: .root))
        case "page.unfollowed":
            .pageUnfollowed(try JSONObjectReader(json, path: .root).identifier("provider"))
        case "event.decided": .eventDecided(try EventDecision(json: json, path: .root))
        case "sentence.described": .sentenceDescribed(try Sentence(json: json, path: .root))
        case "maintenance.seriesDescribed":
            .maintenanceSeriesDescribed(try MaintenanceSeries(json: json, path: .root))
        default: nil
        }
    }

    private static func incident(_ entry: Entry, _ json: JSONValue) throws(JSONError) -> Fact? {
        guard entry.stream.category == "incident", let id = IncidentID(entry.stream.id) else { return nil }
        return switch entry.kind {
        case "incident.impactWindowRecorded": .impactWindowRecorded(id, try ImpactWindow(json: json, path: .root))
        case "incident.updatePublished": .updatePublished(id, try Update(json: json, path: .root))
        case "incident.pageAccountRecorded": .pageAccountRecorded(id, try PageAccount(json: json, path: .root))
        case "incident.claimRecorded": .claimRecorded(id, try Claim(json: json, path: .root))
        case "incident.insideEventNoted": .insideEventNoted(id, try InsideEvent(json: json, path: .root))
        case "incident.contradictionNoted": .contradictionNoted(id, try Contradiction(json: json, path: .root))
        case "incident.postmortemPublished": .postmortemPublished(id, try Postmortem(json: json, path: .root))
        case "incident.updateRevised": .updateRevised(id, try Update(json: json, path: .root))
        case "incident.impactWindowWithdrawn":
            .impactWindowWithdrawn(id, try JSONObjectReader(json, path: .root).identifier("window"))
        case "incident.statementRecorded": .statementRecorded(id, try Statement(json: json, path: .root))
        case "incident.postmortemDrafted": .postmortemDrafted(id, try Postmortem(json: json, path: .root))
        case "incident.captureKept": .captureKept(id, try Capture(json: json, path: .root))
        default: nil
        }
    }
}
