internal import Access
internal import Desk
internal import HTTP
internal import Journal
internal import Markup
internal import Telling
internal import Vocabulary

extension ConsoleSurface {
    private static let auditPage: Int64 = 50

    func audit(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let names = try await names()
        do throws(JournalError) {
            var end = try await store.head().position.rawValue
            if let before = ask.query["before"].flatMap({ Int64($0) }), before > 0 { end = min(end, before - 1) }
            let start = max(0, end - Self.auditPage)
            var entries: [Entry] = []
            var after = Position(start)
            // A store may give fewer than were asked for.
            while after.rawValue < end {
                let more = try await store.entries(after: after, limit: Int(end - after.rawValue))
                guard let last = more.last else { break }
                entries += more
                after = last.position
            }
            let page = PageMaker(ask, zones: zones)
                .audit(entries.reversed(), names: names, older: start > 0 ? Position(start + 1) : nil)
            return show(page, ask)
        } catch {
            throw .journal
        }
    }
}
