internal import Vocabulary

/// What alerts say besides the words of the pages.
package enum AlertPhrase: String, Sendable, Hashable, CaseIterable {
    case opened, updated, worsened, recurred, resolved, postmortem, unreadable, readable, planned
    case impact, noImpactYet, goingOnFor, lasted, services, state, reference, entities, alsoTold, theirWords
    case open, unreadableTitle, unreadableSince, digestTitle, testTitle, testText, severity, provider, stopHint
    case measuredNow, unstable, isDown, isDegraded, since, goodAgain, likeliest, against, otherCauses, alsoIll, sameAs
    case sameAsAgo, missingProbe, causeIs, afterChange, causeRevised, openCase
}

extension LanguagePack {
    /// The words for a phrase of an alert with its places filled.
    package func say(alert phrase: AlertPhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(alertWords[phrase] ?? Self.englishAlerts[phrase] ?? phrase.rawValue, facts)
    }

    package var alertWords: [AlertPhrase: String] {
        if let added { return added.alerts }
        return switch language {
        case .french: Self.frenchAlerts
        case .italian: Self.italianAlerts
        default: Self.englishAlerts
        }
    }

    private static let englishAlerts: [AlertPhrase: String] = [
        .opened: "New incident", .updated: "News", .worsened: "It got worse", .recurred: "It came back",
        .resolved: "Over", .postmortem: "Post-mortem published", .unreadable: "Page can’t be read",
        .readable: "Page can be read again", .planned: "Planned maintenance", .impact: "Impact",
        .noImpactYet: "not known yet", .goingOnFor: "{window}, going on for {span}", .lasted: "{window}, {span}",
        .services: "Services", .state: "State", .reference: "Reference", .entities: "Concerns",
        .alsoTold: "Also told as", .theirWords: "{brand} says", .open: "Open the incident",
        .unreadableTitle: "The page of {provider} can’t be read",
        .unreadableSince: "Since {clock}. Until it can, what it last said stands, and nothing is known of now.",
        .digestTitle: "{count} since the last digest", .testTitle: "Test of the channel {channel}",
        .testText: "If you read this, alerts of Vigie arrive here.", .severity: "Severity", .provider: "Provider",
        .stopHint: "You get this because of the route {route} of Vigie.",
        .measuredNow: "Measured", .unstable: "It keeps coming back", .isDown: "{targets} down",
        .isDegraded: "{targets} degraded", .since: "Since", .goodAgain: "Good again", .likeliest: "Likeliest cause",
        .against: "Speaks against it", .otherCauses: "Or else", .alsoIll: "Also degraded", .sameAs: "Same as",
        .sameAsAgo: "{name}, {span} ago", .missingProbe: "A probe would tell",
        .causeIs:
            "{parts} ({percent} %): explains {explains} of {failing} that fail; {against} of {passing} that pass speak against it.",
        .afterChange: "Shortly after: {change}.", .causeRevised: "Another cause is likelier now",
        .openCase: "Open the case",
    ]

    private static let frenchAlerts: [AlertPhrase: String] = [
        .opened: "Nouvel incident", .updated: "Du nouveau", .worsened: "Cela s’aggrave", .recurred: "Cela recommence",
        .resolved: "Terminé", .postmortem: "Post-mortem publié", .unreadable: "Page illisible",
        .readable: "Page de nouveau lisible", .planned: "Maintenance prévue", .impact: "Impact",
        .noImpactYet: "pas encore connu", .goingOnFor: "{window}, dure depuis {span}", .lasted: "{window}, {span}",
        .services: "Services", .state: "État", .reference: "Référence", .entities: "Concerne",
        .alsoTold: "Aussi annoncé comme", .theirWords: "{brand} dit", .open: "Ouvrir l’incident",
        .unreadableTitle: "La page de {provider} ne peut pas être lue",
        .unreadableSince:
            "Depuis {clock}. D’ici là, ce qu’elle a dit en dernier reste affiché, et rien n’est connu du présent.",
        .digestTitle: "{count} depuis le dernier résumé", .testTitle: "Essai du canal {channel}",
        .testText: "Si vous lisez ceci, les alertes de Vigie arrivent ici.", .severity: "Gravité",
        .provider: "Prestataire", .stopHint: "Vous recevez ceci par la route {route} de Vigie.",
        .measuredNow: "Mesuré", .unstable: "Cela revient sans cesse", .isDown: "{targets} en panne",
        .isDegraded: "{targets} dégradé", .since: "Depuis", .goodAgain: "De nouveau bon",
        .likeliest: "Cause la plus probable", .against: "Plaide contre", .otherCauses: "Ou bien",
        .alsoIll: "Aussi dégradé", .sameAs: "Comme", .sameAsAgo: "{name}, il y a {span}",
        .missingProbe: "Une sonde trancherait",
        .causeIs:
            "{parts} ({percent} %) : explique {explains} échecs sur {failing} ; {against} succès sur {passing} plaident contre.",
        .afterChange: "Peu après : {change}.", .causeRevised: "Une autre cause est plus probable",
        .openCase: "Ouvrir le cas",
    ]

    private static let italianAlerts: [AlertPhrase: String] = [
        .opened: "Nuovo incidente", .updated: "Novità", .worsened: "La situazione peggiora",
        .recurred: "Si ripresenta", .resolved: "Terminato", .postmortem: "Post-mortem pubblicato",
        .unreadable: "Pagina illeggibile", .readable: "Pagina di nuovo leggibile",
        .planned: "Manutenzione prevista", .impact: "Impatto", .noImpactYet: "non ancora noto",
        .goingOnFor: "{window}, in corso da {span}", .lasted: "{window}, {span}", .services: "Servizi",
        .state: "Stato", .reference: "Riferimento", .entities: "Riguarda", .alsoTold: "Annunciato anche come",
        .theirWords: "{brand} dice", .open: "Apri l’incidente",
        .unreadableTitle: "La pagina di {provider} non può essere letta",
        .unreadableSince:
            "Dalle {clock}. Fino ad allora resta ciò che ha detto per ultimo, e del presente non si sa nulla.",
        .digestTitle: "{count} dall’ultimo riepilogo", .testTitle: "Prova del canale {channel}",
        .testText: "Se leggete questo, gli avvisi di Vigie arrivano qui.", .severity: "Gravità",
        .provider: "Fornitore", .stopHint: "Ricevete questo per la rotta {route} di Vigie.",
        .measuredNow: "Misurato", .unstable: "Continua a ripresentarsi", .isDown: "{targets} fuori servizio",
        .isDegraded: "{targets} degradato", .since: "Da", .goodAgain: "Di nuovo buono",
        .likeliest: "Causa più probabile", .against: "Depone contro", .otherCauses: "Oppure",
        .alsoIll: "Anche degradato", .sameAs: "Come", .sameAsAgo: "{name}, {span} fa",
        .missingProbe: "Una sonda lo direbbe",
        .causeIs:
            "{parts} ({percent} %): spiega {explains} errori su {failing}; {against} successi su {passing} depongono contro.",
        .afterChange: "Poco dopo: {change}.", .causeRevised: "Ora è più probabile un’altra causa",
        .openCase: "Apri il caso",
    ]
}
