internal import Following
internal import JSON
internal import Vocabulary

/// Statuspage's web page `/history`: the only place where incidents older than the newest fifty are told.
struct StatuspageHistory {
    let page: String
    let notes: ReadingNotes

    func read(_ document: CapturedDocument) throws(UnreadablePage) -> [VendorIncident] {
        var tokens = HTMLTokens(try DocumentSet.text(document))
        while let token = tokens.next() {
            guard case .start(let tag) = token, tag["data-react-class"] == "HistoryIndex",
                let properties = tag["data-react-props"]
            else { continue }
            let inner = CapturedDocument(
                role: document.role, url: document.url, status: 200, contentType: "application/json; charset=utf-8",
                body: Array(properties.utf8))
            guard case .object(let object) = try DocumentSet.json(inner) else { break }
            let root = Fields(object, place: "history", notes: notes)
            return root.list("months").flatMap { month in incidents(month) }
        }
        throw UnreadablePage(
            .malformed,
            "The page /history no longer holds its incidents in the form that is known; older ones are missing.")
    }

    private func incidents(_ month: Fields) -> [VendorIncident] {
        let year = month.integer("year").flatMap { Int(exactly: $0) }
        return month.list("incidents").compactMap { fields in
            guard let code = fields.text("code") else { return nil }
            let impact = fields.text("impact")
            let span = year.flatMap { year in
                fields.text("timestamp").flatMap { Self.span($0, year: year, month: month.text("name")) }
            }
            // Without its times an old incident would begin today, and never end.
            guard let span else {
                notes.warn(fields.place(of: "timestamp"), "its times were not understood, so it is left out")
                return nil
            }
            let text = HTMLText.markdown(fields.text("message") ?? "")
            // Only what is over has an end. The one message that is shown is the last.
            let status: VendorStatus = span.end == nil ? .unknown : .resolved
            return VendorIncident(
                id: code, title: HTMLText.plain(fields.text("name") ?? code),
                url: PageAddress.join(page, "/incidents/\(code)"),
                severity: notes.meaning(
                    of: impact, in: Words.impact, unknown: .unknown, at: fields.place(of: "impact")),
                severityWord: impact, status: status, openedAt: span.start, resolvedAt: span.end,
                updates: text.isEmpty ? [] : [VendorUpdate(status: status, at: span.end, text: text)])
        }
    }

    /// `Feb <var data-var='date'>25</var>, <var data-var='time'>23:44</var> - Feb <var …>26</var>, <var …>20:27</var>
    /// UTC`; the second day is missing when it is the first, the whole second half when it is not over.
    static func span(_ html: String, year: Int, month name: String?) -> (start: Instant, end: Instant?)? {
        let text = HTMLText(html).text
        guard let zone = text.split(separator: " ").last, let offset = VendorTimes.offset(String(zone)) else {
            return nil
        }
        let halves = text.dropLast(zone.count).split(separator: "-", maxSplits: 1).map { half in
            half.split { $0 == " " || $0 == "," }.map(String.init)
        }
        guard let first = halves.first, first.count == 3, let month = VendorTimes.month(first[0]),
            let day = Int(first[1]), let date = CivilDate(year: year, month: month, day: day),
            let start = VendorTimes.civil(date, clock: first[2])
        else { return nil }
        let startInstant = start.instant(offsetSeconds: offset)
        guard halves.count == 2, let clock = halves[1].last else { return (startInstant, nil) }
        var endDate = date
        if halves[1].count == 3 {
            guard let month = VendorTimes.month(halves[1][0]), let day = Int(halves[1][1]),
                // A span over New Year's Eve is listed under the year of its start.
                let date = CivilDate(year: month < date.month ? year + 1 : year, month: month, day: day)
            else { return nil }
            endDate = date
        }
        guard let end = VendorTimes.civil(endDate, clock: clock) else { return nil }
        return (startInstant, end.instant(offsetSeconds: offset))
    }
}
