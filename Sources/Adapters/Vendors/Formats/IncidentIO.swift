internal import Following
internal import JSON
internal import Vocabulary

/// incident.io: its imitation of Statuspage's API, and what its own pages read, which knows real windows per component.
struct IncidentIO: PageReader {
    let context: PageContext
    private var page: String { context.page }
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    /// Neither the imitation nor the page's own data is there on every page, so none is needed alone.
    static func documents(_ page: String) -> [DocumentRequest] {
        let own = PageAddress.join(PageAddress.origin(page), "/proxy/" + PageAddress.host(page))
        return [
            DocumentRequest(
                role: "summary", url: PageAddress.join(page, "/api/v2/summary.json"), accept: Accept.json,
                isNeeded: false),
            DocumentRequest(role: "page", url: own, accept: Accept.json, isNeeded: false),
            DocumentRequest(
                role: "incidents", url: PageAddress.join(page, "/api/v2/incidents.json"), cadence: .whenChanged,
                accept: Accept.json, isNeeded: false),
            DocumentRequest(
                role: "page-incidents", url: own + "/incidents", cadence: .whenChanged, accept: Accept.json,
                isNeeded: false),
        ]
    }

    /// The windows of all lines, which are told for a span of time only. Whole days, so that the address stays the same
    /// from one reading to the next.
    static func impacts(_ page: String, now: Instant) -> DocumentRequest {
        let today = CivilTime(now).date.daysSinceEpoch
        let from = CivilDate(daysSinceEpoch: today - 60).iso8601 + "T00%3A00%3A00.000Z"
        let until = CivilDate(daysSinceEpoch: today).iso8601 + "T23%3A59%3A59.999Z"
        let own = PageAddress.join(PageAddress.origin(page), "/proxy/" + PageAddress.host(page))
        return DocumentRequest(
            role: "impacts", url: own + "/component_impacts?start_at=\(from)&end_at=\(until)", cadence: .whenChanged,
            accept: Accept.json, isNeeded: false)
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let members = StatuspageMembers(notes: notes, page: page)
        let summary = try summary()
        let own = IncidentIOPage.summary(source.object("page"))
        guard summary != nil || own != nil || source.has("incidents") else { throw problem() }
        var result = VendorPage(format: .incidentIO)
        if let summary { read(summary, members, into: &result) }
        let listed = source.object("incidents").map { Fields($0.object, place: "", notes: notes) }
        if summary == nil, let listed { result.identity = members.identity(listed) }
        var book = IncidentBook(result.incidents)
        for fields in listed?.list("incidents") ?? [] {
            if let dated = members.incident(fields) { book.add(dated.incident) }
        }
        let reader = IncidentIOPage(notes: notes, page: page)
        if let own { reader.read(own, into: &result, &book) }
        for document in ["page-incidents", "page"] {
            guard let root = source.object(document) else { continue }
            for incident in reader.incidents(root) { book.add(incident) }
        }
        result.incidents = book.incidents
        reader.addWindows(source.object("impacts"), to: &result)
        guard summary != nil || own != nil || !result.incidents.isEmpty else { throw problem() }
        return result
    }

    private func summary() throws(UnreadablePage) -> Fields? {
        guard let document = source.document("summary") else { return nil }
        do throws(UnreadablePage) {
            guard case .object(let object) = try DocumentSet.json(document),
                object["page"]?["id"]?.string != nil || object["page"]?["name"]?.string != nil
            else { throw DocumentSet.unexpected("summary", "a summary") }
            return Fields(object, place: "", notes: notes)
        } catch {
            // The imitation can be switched off; the page's own data may be there nevertheless.
            guard source.has("page") || source.has("incidents") else { throw error }
            source.note(error, "summary")
            return nil
        }
    }

    /// What to say when nothing could be read: the first document's own trouble.
    private func problem() -> UnreadablePage {
        for role in ["summary", "page", "incidents"] {
            guard let document = source.document(role) else { continue }
            do throws(UnreadablePage) {
                _ = try DocumentSet.json(document)
                return DocumentSet.unexpected(role, "a page")
            } catch {
                return error
            }
        }
        return DocumentSet.missing("summary")
    }

    private func read(_ root: Fields, _ members: StatuspageMembers, into result: inout VendorPage) {
        result.identity = members.identity(root)
        if let status = root.object("status") {
            result.state = notes.meaning(
                of: status.text("indicator"), in: Words.indicator, unknown: .unknown, at: status.place(of: "indicator"))
            result.stateWords = status.text("description") ?? status.text("indicator")
        }
        result.components = members.components(root.list("components"))
        // Absent lists are empty ones, when there are components: some pages only serve a status.
        result.listsAllOpenIncidents = root.has("incidents") || root.has("components")
        result.incidents = root.list("incidents").compactMap { members.incident($0)?.incident }
        result.maintenances = root.list("scheduled_maintenances").compactMap { members.incident($0)?.incident }
    }
}
