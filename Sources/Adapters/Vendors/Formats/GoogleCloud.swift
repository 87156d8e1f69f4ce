internal import Following
internal import JSON
internal import Vocabulary

/// Google Cloud and its sisters (Workspace, Maps): `/incidents.json`, an array of all incidents of the last years.
struct GoogleCloud: PageReader {
    let context: PageContext
    private var notes: ReadingNotes { context.notes }

    static func documents(_ page: String) -> [DocumentRequest] {
        [DocumentRequest(role: "incidents", url: PageAddress.join(page, "/incidents.json"), accept: Accept.json)]
    }

    func read() throws(UnreadablePage) -> VendorPage {
        let value = try context.source.neededJSON("incidents")
        guard case .array(let values) = value,
            values.allSatisfy({ $0["begin"]?.string != nil && $0["id"]?.string != nil })
        else { throw DocumentSet.unexpected("incidents", "a list of incidents") }
        let list = Fields.list(value, place: "incidents", notes: notes)
        var result = VendorPage(
            format: .googleCloud, identity: VendorPage.Identity(url: context.page),
            incidents: list.compactMap { incident($0) }, listsAllOpenIncidents: true)
        result.components = components(list)
        result.state = Words.state(ofOpen: result.incidents.filter(\.isOpen))
        return result
    }

    private func incident(_ fields: Fields) -> VendorIncident? {
        guard let id = fields.text("id") else { return nil }
        let impact = fields.text("status_impact")
        let severity = fields.text("severity")
        let end = fields.instant("end")
        let updates = UpdateOrder.oldestFirst(fields.list("updates").map { update($0) })
        let hasReport = updates.contains { $0.status == .postmortem }
        return VendorIncident(
            id: id, title: Self.title(fields.text("external_desc") ?? id),
            url: fields.text("uri").map { PageAddress.join(context.page, $0) },
            severity: self.severity(severity, impact, fields),
            severityWord: [severity, impact].compactMap(\.self).joined(separator: " "),
            status: end == nil ? .unknown : hasReport ? .postmortem : .resolved, statusWord: impact,
            openedAt: fields.instant("created"),
            // The first words after the end are the page's closing; the end itself is the trouble's.
            resolvedAt: end.flatMap { end in updates.first { $0.at.map { $0 >= end } == true }?.at },
            startedAt: fields.instant("begin"), endedAt: end, updates: updates,
            components: fields.list("affected_products").compactMap { Self.key($0) })
    }

    /// High with an outage is the worst; high alone is major. A missing word is unknown.
    private func severity(_ word: String?, _ impact: String?, _ fields: Fields) -> Severity {
        if impact == "SERVICE_INFORMATION" { return .notice }
        switch word {
        case "high"?: return impact == "SERVICE_OUTAGE" ? .critical : .major
        case "medium"?: return .major
        case "low"?: return .minor
        case nil: return .unknown
        case let other?:
            notes.warn(fields.place(of: "severity"), "unknown word “\(ReadingNotes.excerpt(other))”")
            return .unknown
        }
    }

    private static let impacts: [String: ComponentState] = [
        "available": .operational, "service_information": .operational, "service_disruption": .partialOutage,
        "service_outage": .majorOutage,
    ]

    private func update(_ fields: Fields) -> VendorUpdate {
        let word = fields.text("status")
        let text = Self.unescaped(fields.text("text") ?? "").trimmed
        _ = notes.meaning(of: word, in: Self.impacts, unknown: .unknown, at: fields.place(of: "status"))
        let status: VendorStatus = Self.isReport(text) ? .postmortem : word == "AVAILABLE" ? .resolved : .unknown
        return VendorUpdate(
            status: status, statusWord: word, at: fields.instant("when") ?? fields.instant("created"),
            text: HTMLText.markdown(text))
    }

    /// The reports that follow an incident carry their name as the first heading.
    private static func isReport(_ text: String) -> Bool {
        let first = text.split(separator: "\n", maxSplits: 1).first ?? ""
        let heading = first.drop { $0 == "#" || $0 == " " || $0 == "*" }.lowercased()
        return ["incident report", "preliminary incident report", "mini incident report", "full incident report"]
            .contains { heading.hasPrefix($0) }
    }

    /// The lines of the page as far as its incidents name them: well unless an open one names them, because the document
    /// lists all of those.
    private func components(_ list: [Fields]) -> [VendorComponent] {
        var components: [VendorComponent] = []
        var places: [String: Int] = [:]
        for fields in list {
            let isOpen = fields.text("end") == nil
            let word = fields.text("status_impact")
            let state: ComponentState =
                isOpen
                ? notes.meaning(of: word, in: Self.impacts, unknown: .unknown, at: fields.place(of: "status_impact"))
                : .operational
            for product in fields.list("affected_products") {
                guard let key = Self.key(product) else { continue }
                if let place = places[key] {
                    guard isOpen, components[place].state == .operational else { continue }
                    components[place].state = state
                    components[place].stateWord = word
                } else {
                    places[key] = components.count
                    components.append(
                        VendorComponent(
                            id: key, name: product.text("current_title") ?? product.text("title") ?? key, state: state,
                            stateWord: isOpen ? word : nil))
                }
            }
        }
        return components
    }

    private static func key(_ product: Fields) -> String? { product.text("id") ?? product.text("title") }

    /// Descriptions are paragraphs: the first line up to the end of its first sentence.
    static func title(_ text: String) -> String {
        let plain = unescaped(text)
        let lines = plain.split(whereSeparator: \.isNewline).map { line in
            String(line).filter { $0 != "*" }.drop { $0 == "#" || $0 == " " }.trimmed
        }
        let line =
            lines.first { !$0.isEmpty && !["summary", "description", "title"].contains($0.lowercased()) } ?? plain
        let sentence = line.range(ofText: ". ").map { String(line[..<$0.lowerBound]) + "." } ?? line
        return sentence.count <= 200 ? sentence : String(sentence.prefix(199)) + "…"
    }

    /// `\#` is `#`: Markdown's own escapes.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                if !Self.isPunctuation(byte) { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        if isEscaped { bytes.append(UInt8(ascii: "\\")) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        (0x21...0x2F).contains(byte) || (0x3A...0x40).contains(byte) || (0x5B...0x60).contains(byte)
            || (0x7B...0x7E).contains(byte)
    }
}
