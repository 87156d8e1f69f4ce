internal import Access
internal import Announcing
internal import Desk
internal import HTTP
internal import Incidents
internal import Telling
internal import Vocabulary

// From verdict to word: what waits with its button to stop it, what people say of cases, and the evidence.
extension ConsoleSurface {
    private static let shownMost = 50

    func announcing(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        guard let announcing else { throw .notFound }
        guard ask.route != .announcing else { return try await shown(announcing, ask, only: nil) }
        guard let number = Int64(ask.place["case"]), number > 0 else { throw .notFound }
        let announcer = announcing.announcer
        switch ask.route {
        case .announcingStopped:
            let caller = try ask.caller()
            try await desking { () throws(DeskRefusal) in try await announcer.stop(number, by: caller) }
        case .announcingEnded:
            let caller = try ask.caller()
            try await desking { () throws(DeskRefusal) in try await announcer.takeOverEnd(number, by: caller) }
        case .announcingLabelled:
            guard let verdict = Announcement.Label.Verdict(rawValue: ask.fields["label"]) else { throw .notFound }
            let caller = try ask.caller()
            try await desking { () throws(DeskRefusal) in try await announcer.label(number, verdict, by: caller) }
        case .announcingEvidence:
            let bytes = try await desking { () throws(DeskRefusal) in try await announcing.evidence(of: number) }
            return HTTPResponse(
                status: .ok,
                headers: [
                    "Content-Type": "application/zip", "Cache-Control": "no-store",
                    "Content-Disposition": "attachment; filename=\"case-\(number).zip\"",
                ], body: .bytes(bytes))
        default: return try await shown(announcing, ask, only: number)
        }
        await settled()
        return seeOther(["announcing"], [], ask)
    }

    private func shown(
        _ announcing: AnnouncingDesk, _ ask: Ask, only number: Int64?
    ) async throws(ConsoleRefusal) -> HTTPResponse {
        let latest = try await desking { () throws(DeskRefusal) in
            guard let number else { return try await announcing.announcer.latest(limit: Self.shownMost) }
            return try await announcing.announcer.announcement(number).map { [$0] } ?? []
        }
        if number != nil, latest.isEmpty { throw .notFound }
        let view = AnnouncingView(latest: latest, site: try await site(), names: try await names())
        return show(PageMaker(ask, zones: zones).announcing(view), ask)
    }

    /// What the page shows.
    struct AnnouncingView: Sendable {
        var latest: [Announcement]
        var site: Site
        var names: [String: String]
    }
}
