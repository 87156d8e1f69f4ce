internal import Following
internal import JSON
internal import Vocabulary

/// Instatus: `/summary.json`, which leaves out what is empty, and the lines of the page. It tells no updates.
struct Instatus: PageReader {
    let context: PageContext
    private var source: DocumentSet { context.source }
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        [
            DocumentRequest(role: "summary", url: PageAddress.join(page, "/summary.json"), accept: Accept.json),
            DocumentRequest(
                role: "components", url: PageAddress.join(page, "/v2/components.json"), cadence: .whenChanged,
                accept: Accept.json, isNeeded: false),
        ]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let root = try source.neededObject("summary")
        guard let about = root.object("page"), let word = about.text("status"), about.text("name") != nil else {
            throw DocumentSet.unexpected("summary", "a summary")
        }
        return VendorPage(
            format: .instatus,
            identity: VendorPage.Identity(id: about.text("id"), name: about.text("name"), url: about.text("url")),
            state: notes.meaning(of: word, in: Self.page, unknown: .unknown, at: about.place(of: "status")),
            stateWords: word, components: components(),
            incidents: root.list("activeIncidents").compactMap { incident($0) },
            maintenances: root.list("activeMaintenances").compactMap { maintenance($0) },
            listsAllOpenIncidents: true)
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let impact = fields.text("impact")
        let status = fields.text("status")
        return VendorIncident(
            id: id, title: fields.text("name") ?? id, url: fields.text("url"),
            severity: notes.meaning(
                of: impact, in: Self.severity, unknown: .unknown, at: fields.place(of: "impact")),
            severityWord: impact,
            status: notes.meaning(
                of: status, in: Words.status, unknown: .unknown, at: fields.place(of: "status")),
            statusWord: status, openedAt: fields.instant("started"))
    }

    private func maintenance(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let status = fields.text("status")
        let start = fields.instant("start")
        // There is no end, only a length in minutes.
        let end = start.flatMap { start in
            fields.integer("duration").flatMap { (0...527_040).contains($0) ? start + .minutes($0) : nil }
        }
        return VendorIncident(
            id: id, title: fields.text("name") ?? id, url: fields.text("url"), severity: .maintenance,
            status: notes.meaning(
                of: status, in: Self.maintenance, unknown: .unknown, at: fields.place(of: "status")),
            statusWord: status, scheduledFor: start, scheduledUntil: end)
    }

    private func components() -> [VendorComponent] {
        guard let root = source.object("components") else { return [] }
        return root.list("components").compactMap { fields in
            guard let name = fields.text("name") else { return nil }
            let word = fields.text("status")
            let group = Self.group(fields)
            return VendorComponent(
                id: fields.text("id") ?? ComponentKey.text(group: group, name: name), name: name, group: group,
                state: notes.meaning(
                    of: word, in: Self.component, unknown: .unknown, at: fields.place(of: "status")),
                stateWord: word)
        }
    }

    /// A name, an object with a name, or null, by the version of the address.
    private static func group(_ fields: Fields) -> String? {
        switch fields.object["group"] {
        case .string(let name)?: name.isEmpty ? nil : name
        case .object(let group)?: group["name"]?.string
        default: nil
        }
    }

    private static let page: [String: ComponentState] = [
        "up": .operational, "hasissues": .degraded, "undermaintenance": .maintenance,
        "onemajoroutage": .partialOutage, "onepartialoutage": .partialOutage, "oneminoroutage": .degraded,
        "onedegradedperformance": .degraded, "allmajoroutage": .majorOutage, "allundermaintenance": .maintenance,
    ]

    private static let component: [String: ComponentState] = [
        "operational": .operational, "undermaintenance": .maintenance, "degradedperformance": .degraded,
        "partialoutage": .partialOutage, "minoroutage": .degraded, "majoroutage": .majorOutage,
    ]

    private static let severity: [String: Severity] = [
        "operational": .notice, "undermaintenance": .maintenance, "degradedperformance": .minor,
        "partialoutage": .major, "minoroutage": .minor, "majoroutage": .critical,
    ]

    private static let maintenance: [String: VendorStatus] = [
        "notstartedyet": .scheduled, "inprogress": .inProgress, "completed": .completed, "verifying": .verifying,
        "scheduled": .scheduled,
    ]
}
