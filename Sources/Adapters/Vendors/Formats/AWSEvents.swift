internal import Following
internal import JSON
internal import Vocabulary

/// AWS Health: `/public/currentevents`, UTF-16 with a byte order mark, numbers as texts for states, no history.
struct AWSEvents: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static let address = "https://health.aws.amazon.com/public/currentevents"

    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "events", url: address, accept: Accept.json)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let value = try context.source.neededJSON("events")
        // An earlier form had the array inside an object.
        let list = value["current"] ?? value
        guard case .array(let events) = list,
            events.allSatisfy({ $0["service"]?.string != nil && $0["summary"] != nil })
        else { throw DocumentSet.unexpected("events", "a list of events") }
        let fields = Fields.list(list, place: "events", notes: notes)
        var result = VendorPage(
            format: .awsEvents, identity: VendorPage.Identity(name: "Amazon Web Services", url: Self.address),
            listsAllOpenIncidents: true)
        result.incidents = fields.compactMap { incident($0) }
        result.components = components(fields)
        result.state = Words.state(ofOpen: result.incidents.filter(\.isOpen))
        return result
    }

    /// What the numbers mean is not published: clients disagree about 1 and 2. The vendor's number stays beside it.
    private func severity(_ fields: Fields, _ name: String) -> Severity {
        guard let number = fields.integer(name) else { return .unknown }
        switch number {
        case 0: return .notice
        case 1: return .minor
        case 2: return .major
        case 3: return .critical
        default:
            notes.warn(fields.place(of: name), "unknown number \(number)")
            return .unknown
        }
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        let service = fields.text("service") ?? ""
        let date = fields.epoch("date")
        // Ids stand only in the resource's name.
        guard let id = fields.text("arn") ?? date.map({ "\(service)_\($0.seconds)" }) else {
            notes.warn(fields.place, "an event without id and date is left out")
            return nil
        }
        let word = fields.text("status")
        let isResolved = word == "0"
        let end = fields.epoch("end_time")
        let updates = fields.list("event_log").map { entry in
            VendorUpdate(
                status: entry.integer("status") == 0 ? .resolved : .unknown, statusWord: entry.text("status"),
                at: entry.epoch("timestamp"), text: HTMLText.plain(entry.text("message") ?? ""))
        }
        let ordered = UpdateOrder.oldestFirst(updates)
        var components = [service]
        for member in fields.object("impacted_services")?.object.members ?? [] where member.name != service {
            components.append(member.name)
        }
        let name = fields.text("service_name") ?? service
        let region = fields.text("region_name").map { " (\($0))" } ?? ""
        return VendorIncident(
            id: id, title: "\(name)\(region): \(fields.text("summary") ?? "")".trimmed,
            severity: worst(fields, isResolved), severityWord: word,
            status: isResolved || end != nil ? .resolved : .unknown,
            statusWord: word, openedAt: date ?? ordered.first?.at,
            resolvedAt: end ?? (isResolved ? ordered.last { $0.status == .resolved }?.at ?? ordered.last?.at : nil),
            updates: ordered, components: components.filter { !$0.isEmpty })
    }

    /// A resolved event is as bad as its worst entry was.
    private func worst(_ fields: Fields, _ isResolved: Bool) -> Severity {
        let now = severity(fields, "status")
        guard isResolved else { return now }
        let entries = fields.list("event_log").map { severity($0, "status") }.filter { $0 != .unknown }
        return entries.max() ?? .unknown
    }

    private func components(_ list: [Fields]) -> [VendorComponent] {
        var components: [VendorComponent] = []
        var seen: Set<String> = []
        func add(_ id: String, _ fields: Fields, _ name: String?, group: String?, state word: String) {
            guard seen.insert(id).inserted else { return }
            let severity = severity(fields, word)
            components.append(
                VendorComponent(
                    id: id, name: name ?? id, group: group,
                    state: severity == .notice ? .operational : Words.state(of: severity),
                    stateWord: fields.text(word)))
        }
        for event in list {
            let region = event.text("region_name")
            if let service = event.text("service") {
                add(service, event, event.text("service_name"), group: region, state: "status")
            }
            guard let impacted = event.object("impacted_services") else { continue }
            for member in impacted.object.members {
                guard case .object(let object) = member.value else { continue }
                let fields = Fields(object, place: impacted.place(of: member.name), notes: notes)
                add(member.name, fields, fields.text("service_name"), group: region, state: "current")
            }
        }
        return components
    }
}
