internal import Desk
internal import Incidents
internal import Telling
internal import Vocabulary

// Moments that what is known of an incident speaks of: what a time may come from that somebody is asked for.
extension PageMaker {
    private static let momentsMost = 5
    private static let textMost = 60

    /// What may be the end of what began at `start`, the latest first.
    func endings(_ room: Room, _ zone: Zone) -> [ConsoleForm.Option] {
        let incident = room.incident
        let start = incident.windows.filter { $0.end == nil }.map(\.start).max()
        var moments = happened(incident) + said(incident)
        moments += incident.claims.filter { $0.subject == .end || $0.subject == .mitigated }
            .map { ($0.instant, words.name($0.subject) + " · " + told($0.source).text) }
        return options(moments.filter { $0.0 > start ?? $0.0 }, zone)
    }

    /// What a note may be about.
    func moments(_ room: Room, _ zone: Zone) -> [ConsoleForm.Option] {
        let incident = room.incident
        let edges = incident.windows.flatMap { window in
            [(window.start, words(.windowFrom))] + (window.end.map { [($0, words(.windowUntil))] } ?? [])
        }
        return options(edges + said(incident), zone)
    }

    private func happened(_ incident: Incident) -> [(Instant, String)] {
        incident.insideEvents.map { ($0.at, words.name($0.kind) + " · " + told($0.text).text) }
    }

    private func said(_ incident: Incident) -> [(Instant, String)] {
        incident.statements.filter { $0.subject == .update && $0.standing.isPublic }
            .map { ($0.at, words.name($0.status)) }
    }

    private func options(_ moments: [(Instant, String)], _ zone: Zone) -> [ConsoleForm.Option] {
        var seen: Set<Int64> = []
        let past = moments.filter { $0.0 <= ask.now }.sorted { $0.0 > $1.0 }
            .filter { seen.insert($0.0.seconds).inserted }
        return past.prefix(Self.momentsMost).map { instant, text in
            let short = text.count > Self.textMost ? String(text.prefix(Self.textMost)) + "…" : text
            return .init(value: "\(instant.seconds)", text: when(instant, in: zone) + " · " + short)
        }
    }
}
