package import Journal
internal import Telling
package import Vocabulary

/// How incidents are searched: what of them is found, and by which facets.
///
/// Only what everyone may see is in it, so that nobody learns of anything by searching for it.
package enum IncidentSearch {
    /// Entries have the key of their incident's document.
    package static func id(of hit: SearchHit) -> IncidentID? {
        hit.key.split(separator: "/").last.flatMap { IncidentID($0) }
    }

    /// The facets of incidents; the value is what the vocabulary's word is written as.
    package enum Facet: String, Sendable, CaseIterable {
        case provider
        case severity
        case cause
        case responsibility
        case channel
        case language
        /// `open` while an impact window has no end, `ended` when all have, `unknown` without any.
        case state
        case kind
        /// A rail, scheme, method or issuer.
        case entity

        package func of(_ value: String) -> String { "\(rawValue):\(value)" }
    }

    /// What is known of the things that an incident names, at the time it is indexed.
    struct Surroundings {
        var provider: Provider?
        var components: [Component]
    }

    /// Nil when nobody outside may find it.
    static func entry(_ incident: Incident, _ surroundings: Surroundings) -> SearchEntry? {
        guard let seen = incident.seen(by: .everyone(brand: nil)) else { return nil }
        return SearchEntry(
            texts: texts(seen, surroundings), facets: facets(seen, surroundings),
            order: IncidentIndex.began(seen)?.microseconds ?? .min)
    }

    /// The shortest and most telling first, because an entry has a bound.
    private static func texts(_ incident: Incident, _ surroundings: Surroundings) -> [String] {
        var texts = [incident.id.rawValue, incident.provider.rawValue]
        if let reference = incident.reference { texts.append(reference.rawValue) }
        texts += incident.otherReferences.map(\.rawValue) + incident.entities
        if let provider = surroundings.provider { texts.append(provider.name) }
        var localized = [incident.title, incident.summary] + surroundings.components.map(\.name)
        localized += incident.updates.map(\.text)
        if let postmortem = incident.postmortem {
            localized += [postmortem.clientImpact, postmortem.rootCause]
            for action in postmortem.actions { localized += [action.symptom, action.action] }
        }
        localized += incident.insideEvents.map(\.text) + incident.contradictions.map(\.text)
        for text in localized {
            for language in text.languages { texts.append(withoutPlaces(text[language] ?? "")) }
        }
        return texts
    }

    /// A text without the names of the facts that are inserted when it is shown.
    private static func withoutPlaces(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")), let template = try? FactText(text) else { return text }
        return template.wordsAlone
    }

    private static func facets(_ incident: Incident, _ surroundings: Surroundings) -> [String] {
        var facets = [
            Facet.provider.of(incident.provider.rawValue), Facet.severity.of(incident.severity.rawValue),
            Facet.cause.of(incident.category.rawValue), Facet.responsibility.of(incident.responsibility.rawValue),
            Facet.state.of(state(incident)),
            Facet.kind.of(incident.severity == .maintenance ? "maintenance" : "incident"),
        ]
        facets += incident.entities.sorted().map { Facet.entity.of($0) }.filter(SearchRule.accepts(facet:))
        facets += Set(surroundings.components.map(\.channel.rawValue)).sorted().map { Facet.channel.of($0) }
        let languages = ([incident.title, incident.summary] + incident.updates.map(\.text)).flatMap(\.languages)
        facets += Set(languages).sorted().map { Facet.language.of($0.code) }
        return Array(facets.prefix(SearchRule.facetsMost))
    }

    private static func state(_ incident: Incident) -> String {
        if incident.windows.isEmpty { return "unknown" }
        return incident.windows.contains { $0.end == nil } ? "open" : "ended"
    }
}
