internal import Access
internal import Desk
internal import HTTP
internal import Incidents
internal import Markup
internal import Telling
internal import Vocabulary

// The second person's word about sentences, and about what planned work that comes again is called.
extension ConsoleSurface {
    func agreeing(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let site = try await site()
        var caller = try ask.caller()
        caller.isAlone = await access.isAlone(of: ask)
        let isAgreed = ask.route == .catalogueAgreed
        do throws(DeskRefusal) {
            switch CatalogueKind(rawValue: ask.place["kind"]) {
            case .sentence:
                guard let id = SentenceID(ask.place["item"]) else { throw DeskRefusal(.notFound, .noSentenceWaiting) }
                // Exactly what was read is agreed to.
                let text = site.sentences.first { $0.id == id }?.proposal?.text ?? LocalizedText()
                let seen = ask.fields["seen"] == Seen.digest(of: text) ? text : LocalizedText()
                try await desk.decide(sentence: id, agreeing: isAgreed ? seen : nil, by: caller)
            case .series where isAgreed:
                guard let series = site.series.first(where: { $0.id.rawValue == ask.place["item"] }) else {
                    throw DeskRefusal(.notFound, .noSeries)
                }
                let isSeen = ask.fields["seen"] == Seen.digest(of: series.title) + Seen.digest(of: series.summary)
                try await desk.agree(
                    series: series.id, title: isSeen ? series.title : LocalizedText(), summary: series.summary,
                    by: caller)
            default: throw DeskRefusal(.notFound, .noSeries)
            }
        } catch {
            throw error.reason == .notFound ? ConsoleRefusal.notFound : .desk(error)
        }
        await settled()
        return seeOther(["catalogue"], [("done", isAgreed ? "agreed" : "saved")], ask)
    }
}

extension AccessService {
    func isAlone(of ask: Ask) async -> Bool {
        guard let identity = ask.identity else { return false }
        return await isAlone(identity)
    }
}
