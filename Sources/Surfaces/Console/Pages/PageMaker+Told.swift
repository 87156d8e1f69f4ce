internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Subscribing
internal import Telling
internal import Vocabulary

// How far an incident's words are told to those who subscribe: in numbers, true when the page was made, and live where
// script is on.
extension PageMaker {
    private static let toldID = "told-progress"

    /// Nil where nobody can subscribe.
    func telling(_ room: Room, _ context: DeskContext) -> ConsolePage.Part? {
        guard let jobs = room.jobs else { return nil }
        return .section(title: words(.toldTitle), id: "told", telling(jobs, room, context))
    }

    /// The same on a page of its own.
    func told(_ room: Room, _ context: DeskContext) -> ConsolePage {
        let id = room.incident.id.rawValue
        var page = page(
            words(.toldTitle),
            trail: [
                link(words(.navIncidents), "incidents"), link(told(room.incident.title).text, "incidents", id),
            ])
        page.lead = [told(room.incident.title)]
        page.parts = telling(room.jobs ?? [], room, context)
        return page
    }

    private func telling(_ jobs: [FanOutJob], _ room: Room, _ context: DeskContext) -> [ConsolePage.Part] {
        guard !jobs.isEmpty else {
            let isSaid = room.incident.statements.contains { $0.standing.isPublic }
            return [.text(.init(words(isSaid ? .toldNobody : .toldNothing), isQuiet: true))]
        }
        let id = room.incident.id.rawValue
        let isUnderWay = jobs.contains { $0.waiting > 0 }
        var parts: [ConsolePage.Part] = [
            .progress(
                jobs.map { progress($0, room, context) }, id: Self.toldID,
                live: isUnderWay ? Self.address(language, ["incidents", id, "told"]) : nil)
        ]
        if ask.may(.manageSubscribers), jobs.contains(where: { $0.dead > 0 }) {
            parts.append(.ways([link(words(.toldGivenUp), "subscribers", "given-up")]))
        }
        return parts
    }

    private func progress(_ job: FanOutJob, _ room: Room, _ context: DeskContext) -> ConsolePage.Progress {
        let brand = room.brands.first { $0.id == job.brand }?.name ?? job.brand.rawValue
        let about: String
        switch job.subject {
        case .statement(_, let id, _):
            let statement = room.incident.statements.first { $0.id == id }
            about = statement.map { words.name($0.status) } ?? id.rawValue
        case .postmortem: about = words(.toldPostmortem)
        case .question: about = ""
        }
        // Who unsubscribed meanwhile is nobody to be told.
        let all = job.total - job.skipped
        var said: [ConsolePage.Words] = [
            .init(words(.toldCount, ["told": words.number(job.told), "all": words.number(all)]))
        ]
        if job.waiting > 0 { said.append(.init(words(.toldWaiting, ["n": words.number(job.waiting)]), symbol: .minor)) }
        if job.dead > 0 {
            said.append(.init(words(.toldDead, ["n": words.number(job.dead)]), symbol: .critical, tone: "critical"))
        }
        if job.skipped > 0 { said.append(.init(words(.toldSkipped, ["n": words.number(job.skipped)]), isQuiet: true)) }
        return .init(
            title: .init([brand, about, when(job.at, in: context.zone)].joined(separator: " · ")), done: job.told,
            all: all, words: said)
    }
}
