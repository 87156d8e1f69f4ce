internal import Incidents
internal import JSON
internal import Telling
internal import Vocabulary

// Incidents and their updates, as Statuspage writes them.
extension StatuspageDocuments {
    func incidentValue(_ incident: Incident, _ states: [ComponentID: ComponentState]?) -> JSONValue {
        let created = incident.firstTold(now: now) ?? since(incident)
        let status = StatuspageWords.status(incident, now: now) ?? "investigating"
        var updates = updates(incident)
        if updates.isEmpty { updates = [declaration(of: incident, status: status, at: created)] }
        let isClosed = ["resolved", "postmortem", "completed"].contains(status)
        var object = JSONObject()
        object["id"] = .string(StatuspageID.incident(incident.id))
        object["name"] = .string(reading(incident.title, of: incident) ?? incident.id.rawValue)
        object["status"] = .string(status)
        object["created_at"] = .string(created.statuspage)
        object["updated_at"] = .string((incident.lastChange(now: now) ?? created).statuspage)
        let monitoring = incident.updates.first { $0.status == .monitoring }?.at
        object["monitoring_at"] = JSONValue(monitoring?.statuspage)
        object["resolved_at"] = JSONValue(isClosed ? closed(incident)?.statuspage : nil)
        object["impact"] = .string(StatuspageWords.impact(incident))
        object["shortlink"] = .string(incidentAddress(incident.id))
        object["started_at"] = .string((incident.windows.first?.start ?? created).statuspage)
        object["page_id"] = .string(pageID)
        object["incident_updates"] = .array(updates)
        object["components"] = .array(components(of: incident, states))
        if StatuspageWords.isMaintenance(incident) {
            let start = incident.plannedTime?.start ?? created
            let end = incident.plannedTime?.end
            object["scheduled_for"] = .string(start.statuspage)
            object["scheduled_until"] = JSONValue(end?.statuspage)
        } else {
            object["reminder_intervals"] = .null
        }
        return .object(object)
    }

    private func since(_ incident: Incident) -> Instant {
        incident.record?.firstSeen ?? incident.windows.first?.start ?? incident.own?.declaredAt ?? Instant(seconds: 0)
    }

    /// When the page closed it, or said "resolved" for the last time, else when the last impact ended.
    private func closed(_ incident: Incident) -> Instant? {
        let word = incident.updates.last { [.resolved, .completed, .cancelled].contains($0.status) && $0.at <= now }?.at
        return word ?? incident.accounts.compactMap(\.closed).filter { $0 <= now }.max()
            ?? incident.windows.compactMap(\.end).filter { $0 <= now }.max()
    }

    /// With their states of now; none when these are not known.
    private func components(of incident: Incident, _ states: [ComponentID: ComponentState]?) -> [JSONValue] {
        guard let states else { return [] }
        let hit = Set(incident.components + incident.windows.flatMap(\.components))
        return components.enumerated().filter { hit.contains($1.id) }
            .map { componentValue($1, position: $0 + 1, group: group(of: $1.id), states) }
    }

    /// Newest first. Brands tell one incident side by side and Statuspage knows one page, so one brand's words are told:
    /// those of the page that is followed, else of the first brand that said something.
    private func updates(_ incident: Incident) -> [JSONValue] {
        let order = [page?.brand].compactMap(\.self) + brands.map(\.id)
        let brand = order.first { id in incident.updates.contains { $0.brand == id } } ?? incident.updates.first?.brand
        let told = incident.updates.filter { $0.brand == brand && $0.at <= now }
        let isMaintenance = StatuspageWords.isMaintenance(incident)
        var before = isMaintenance ? "scheduled" : "investigating"
        var places: [Instant: Int] = [:]
        var values: [JSONValue] = []
        for update in told {
            before = StatuspageWords.update(update.status, isMaintenance: isMaintenance, before: before)
            let place = places[update.at, default: 0]
            places[update.at] = place + 1
            let id = StatuspageID.update(update, place: place, of: incident.id)
            // What we said ourselves is final; older records hold places for facts.
            let body =
                (incident.own == nil ? reading(update.text, of: incident) : update.text.reading(language)?.text) ?? ""
            values.append(
                updateValue(
                    id: id, status: before, body: body, at: update.at, enteredAt: update.enteredAt, of: incident))
        }
        if let postmortem = incident.postmortem, !told.contains(where: { $0.status == .postmortem }) {
            let body = [postmortem.clientImpact, postmortem.rootCause].compactMap { reading($0, of: incident) }
                .joined(separator: "\n\n")
            let update = Update(
                brand: provider.brandOfNone, status: .postmortem, at: postmortem.publishedAt,
                text: LocalizedText(), foreignID: "postmortem")
            let id = StatuspageID.update(update, place: 0, of: incident.id)
            values.append(
                updateValue(
                    id: id, status: isMaintenance ? "completed" : "postmortem", body: body, at: postmortem.publishedAt,
                    of: incident))
        }
        return values.reversed()
    }

    /// Statuspage knows no incident without an update, and clients read the first one unasked: what was declared and has no
    /// word yet says its name.
    private func declaration(of incident: Incident, status: String, at instant: Instant) -> JSONValue {
        let update = Update(
            brand: provider.brandOfNone, status: .investigating, at: instant, text: LocalizedText(),
            foreignID: "declaration")
        return updateValue(
            id: StatuspageID.update(update, place: 0, of: incident.id), status: status,
            body: reading(incident.summary, of: incident) ?? reading(incident.title, of: incident)
                ?? incident.id.rawValue, at: instant, of: incident)
    }

    private func updateValue(
        id: String, status: String, body: String, at instant: Instant, enteredAt: Instant? = nil, of incident: Incident
    ) -> JSONValue {
        // As Statuspage tells backdated words: when they are said to have been, and when they were written.
        let created = enteredAt ?? instant
        return [
            "id": .string(id), "status": .string(status), "body": .string(body),
            "incident_id": .string(StatuspageID.incident(incident.id)), "created_at": .string(created.statuspage),
            "updated_at": .string(created.statuspage), "display_at": .string(instant.statuspage),
            "affected_components": .null, "deliver_notifications": false, "custom_tweet": .null, "tweet_id": .null,
        ]
    }

    /// A text in the client's language, with facts in their places.
    private func reading(_ text: LocalizedText, of incident: Incident) -> String? {
        IncidentFacts(incident, now: now, zone: zone, words: LanguagePack.of(language)).reading(text)?.text
    }
}

extension Provider {
    /// A post-mortem and a declaration belong to no brand; their ids need a name that stays.
    fileprivate var brandOfNone: BrandID { BrandID(checked: id.rawValue) }
}
