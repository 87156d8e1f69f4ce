package import Following
package import Incidents
package import Vocabulary

/// Makes what another status page holds of an organisation our own: its components, and its incidents with everything that was
/// said. Pure; what is there already is left as it is.
///
/// What was said elsewhere was agreed to elsewhere: it comes as words that are public, in the language in which they were
/// written, with the brand's other languages declared missing.
package struct MoveIn: Sendable {
    /// In whose name it stands in the journal.
    package static let person = "import"

    package let provider: Provider
    package let brand: Brand
    let language: Language
    let read: IncidentWordReading
    let now: Instant

    package init(
        provider: Provider, brand: Brand, language: Language, read: @escaping IncidentWordReading, now: Instant
    ) {
        self.provider = provider
        self.brand = brand
        self.language = language
        self.read = read
        self.now = now
    }

    package struct Made: Sendable {
        package var facts: [Fact] = []
        package var components: [ComponentID] = []
        package var incidents: [IncidentID] = []
        /// Those that were there already.
        package var known: [IncidentID] = []
    }

    package func make(
        _ page: VendorPage, knownComponents: Set<ComponentID>, knownIncidents: Set<IncidentID>
    ) -> Made {
        var made = Made()
        var components: [String: ComponentID] = [:]
        for (place, component) in page.components.prefix(PageRecorder.componentsMost).enumerated() {
            let id = IncidentNaming.component(component.id, of: provider.id)
            components[component.id] = id
            guard !knownComponents.contains(id) else { continue }
            made.components.append(id)
            made.facts.append(
                .componentDescribed(
                    Component(
                        id: id, provider: provider.id, channel: ChannelWords.channel(of: component.name),
                        name: LocalizedText([language: String(component.name.prefix(200))]), brands: [brand.id],
                        order: place + 1)))
        }
        let groups = self.groups(page, components)
        let maker = IncidentMaker(
            provider: provider.id, brand: brand.id, format: page.format, components: components, now: now)
        let words = VendorWords(name: provider.name, zone: provider.zone, language: language)
        for vendor in (page.incidents + page.maintenances).prefix(PageRecorder.incidentsMost) {
            let incident = own(maker.incident(vendor, read(vendor, words), known: nil), vendor)
            if knownIncidents.contains(incident.id) {
                made.known.append(incident.id)
            } else {
                made.incidents.append(incident.id)
                made.facts.append(.incidentRecorded(incident))
            }
        }
        describe(groups, &made)
        return made
    }

    /// The organisation's groups, with those of the page added: what stands in a group already stays there.
    private func groups(_ page: VendorPage, _ components: [String: ComponentID]) -> [BrandFace.Section] {
        var groups = provider.groups
        var placed = Set(groups.flatMap(\.components))
        for component in page.components {
            guard let name = component.group.map({ String($0.prefix(200)) }), !name.isEmpty,
                let id = components[component.id], placed.insert(id).inserted
            else { continue }
            if let index = groups.firstIndex(where: { $0.title[language] == name }) {
                groups[index].components.append(id)
            } else if groups.count < Self.groupsMost {
                groups.append(.init(title: LocalizedText([language: name]), components: [id]))
            }
        }
        return groups
    }

    private static let groupsMost = 40

    /// What the page says of the organisation: its groups, and since when its incidents are known, which is since the first
    /// that it tells. Said only where it is more than what was known.
    private func describe(_ groups: [BrandFace.Section], _ made: inout Made) {
        let began = made.facts.compactMap { fact in
            if case .incidentRecorded(let incident) = fact { incident.began } else { nil }
        }.min()
        var described = provider
        described.groups = groups
        described.followedSince = [provider.followedSince, began].compactMap(\.self).min()
        if described != provider { made.facts.append(.providerDescribed(described)) }
    }

    private func own(_ told: Incident, _ vendor: VendorIncident) -> Incident {
        var incident = told
        let began = told.updates.map(\.at).min() ?? vendor.openedAt ?? told.windows.map(\.start).min() ?? now
        incident.record = nil
        incident.own = OwnRecord(
            declaredAt: began, declaredBy: Self.person, brands: [brand.id], plan: plan(vendor))
        incident.statements = told.updates.enumerated().map { place, update in
            Statement(
                id: StatementID(checked: "s\(place + 1)"), status: update.status, at: update.at, text: update.text,
                missingLanguages: brand.languages.filter { update.text[$0] == nil }.sorted(), author: Self.person,
                standing: .approved(by: Self.person, at: update.at))
        }
        incident.updates = []
        incident.accounts = []
        incident.captures = []
        return incident
    }

    private func plan(_ vendor: VendorIncident) -> MaintenancePlan? {
        guard let start = vendor.scheduledFor else { return nil }
        let phase: MaintenancePlan.Phase =
            switch vendor.status {
            case .inProgress, .verifying: .inProgress
            case .completed, .resolved, .postmortem: .completed
            default: vendor.resolvedAt == nil ? .scheduled : .completed
            }
        return MaintenancePlan(start: start, end: max(vendor.scheduledUntil ?? start, start), phase: phase)
    }
}
