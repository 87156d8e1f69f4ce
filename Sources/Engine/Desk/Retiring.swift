package import Incidents
internal import Telling
package import Vocabulary

/// A part of the organisation that can be taken out of use.
package enum CataloguePart: Sendable, Hashable {
    case brand(BrandID)
    case component(ComponentID)
    case sentence(SentenceID)
    case series(SeriesID)
}

// What is retired stays on record, pages drop it, nothing new may name it, and it can be taken back. A sentence is withdrawn and a
// series ends: the same for them.
extension CatalogueOrder {
    package var isRetired: Bool {
        switch self {
        case .provider: false
        case .brand(let brand): brand.isRetired
        case .component(let component): component.isRetired
        case .sentence(let sentence): sentence.isWithdrawn
        case .series(let series): series.isEnded
        }
    }

    /// Nil where there is nothing to retire: an organisation.
    package var part: CataloguePart? {
        switch self {
        case .provider: nil
        case .brand(let brand): .brand(brand.id)
        case .component(let component): .component(component.id)
        case .sentence(let sentence): .sentence(sentence.id)
        case .series(let series): .series(series.id)
        }
    }

    func retired(_ isRetired: Bool) -> CatalogueOrder {
        switch self {
        case .provider: return self
        case .brand(var brand):
            brand.isRetired = isRetired
            return .brand(brand)
        case .component(var component):
            component.isRetired = isRetired
            return .component(component)
        case .sentence(var sentence):
            sentence.isWithdrawn = isRetired
            return .sentence(sentence)
        case .series(var series):
            series.isEnded = isRetired
            return .series(series)
        }
    }
}

extension CataloguePart {
    /// As it is described now; nil when there is none of ours.
    package func found(in site: Site) -> CatalogueOrder? {
        let ours = Set(site.providers.filter(\.isOurs).map(\.id))
        return switch self {
        case .brand(let id): site.brands.first { $0.id == id && ours.contains($0.provider) }.map { .brand($0) }
        case .component(let id):
            site.components.first { $0.id == id && ours.contains($0.provider) }.map { .component($0) }
        case .sentence(let id):
            SentenceBook.everything(site.sentences).first { $0.id == id }.map { .sentence($0) }
        case .series(let id): site.series.first { $0.id == id }.map { .series($0) }
        }
    }
}

extension Desk {
    /// Takes a part of the organisation out of use, or back into it. With `isAsSeen` only while it is still what the editor saw.
    package func retire(
        _ part: CataloguePart, _ isRetired: Bool = true, by caller: DeskCaller,
        while isAsSeen: (@Sendable (CatalogueOrder) -> Bool)? = nil
    ) async throws(DeskRefusal) {
        for attempt in 1... {
            guard let known = part.found(in: try await site()) else {
                throw DeskRefusal(.notFound, .noneNamed)
            }
            if let isAsSeen, !isAsSeen(known) { throw .describedMeanwhile }
            // Done already: by somebody else, or by the same order that is sent again.
            if known.isRetired == isRetired { return }
            do throws(DeskRefusal) {
                return try await describe(known.retired(isRetired), by: caller, keepsStanding: false) { site in
                    part.found(in: site) == known
                }
            } catch {
                guard error == .describedMeanwhile, isAsSeen == nil, attempt < Self.attemptsMost else { throw error }
            }
        }
    }
}

extension CatalogueRules {
    func checkRetiring(_ component: Component) throws(DeskRefusal) {
        guard site.components.contains(where: { $0.id == component.id }) else {
            throw DeskRefusal(.refused, .neverInUse)
        }
        if let incident = open.first(where: { $0.names(component.id) }) {
            throw DeskRefusal(
                .conflict, .hasOpenIncident, ["component": "\(component.id)", "incident": "\(incident.id)"])
        }
        if let series = site.series.first(where: { !$0.isEnded && $0.components.contains(component.id) }) {
            throw DeskRefusal(.conflict, .hasSeries, ["component": "\(component.id)", "series": "\(series.id)"])
        }
    }

    func checkRetiring(_ brand: Brand) throws(DeskRefusal) {
        guard site.brands.contains(where: { $0.id == brand.id }) else {
            throw DeskRefusal(.refused, .neverInUse)
        }
        if let incident = open.first(where: { $0.own?.brands.contains(brand.id) == true }) {
            throw DeskRefusal(.conflict, .readersWait, ["brand": brand.name, "incident": "\(incident.id)"])
        }
        if let series = site.series.first(where: { !$0.isEnded && $0.brands == [brand.id] }) {
            throw DeskRefusal(.conflict, .tellsAlone, ["brand": brand.name, "series": "\(series.id)"])
        }
    }

    /// Our own incidents that go on, and planned work that is not over.
    private var open: [Incident] {
        (site.incidents + site.ownIncidents).filter { incident in
            guard incident.own != nil, let told = incident.seen(by: .team) else { return false }
            return switch told.maintenancePhase(now: now) {
            case .scheduled, .inProgress: true
            case .completed, .cancelled: false
            case nil: told.isOpenOutage(now: now)
            }
        }
    }
}

extension Incident {
    fileprivate func names(_ component: ComponentID) -> Bool {
        components.contains(component) || windows.contains { $0.end == nil && $0.components.contains(component) }
    }
}
