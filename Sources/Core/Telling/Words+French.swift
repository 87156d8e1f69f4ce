internal import Vocabulary

// Thin no-break spaces (U+202F) stand before high punctuation and inside guillemets, as French typesetting wants.
extension LanguagePack {
    package static let french = LanguagePack(
        language: .french, ownName: "Français", locale: "fr_FR",
        numbers: NumberStyle(decimalMark: ",", groupMark: "\u{202F}", unitSpace: "\u{202F}", percentSpace: "\u{202F}"),
        months: [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre",
        ],
        shortMonths: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
        firstOfMonth: "1er", quotes: ("«\u{202F}", "\u{202F}»"), units: ("j", "h", "min", "s"), zeroIsSingular: true,
        languageNames: [.english: "anglais", .french: "français", .italian: "italien"],
        phrases: frenchPhrases.merging(frenchFollowingPhrases) { first, _ in first }
            .merging(frenchAlertPhrases) { first, _ in first }, counted: frenchCounts,
        severities: [
            .critical: "Critique", .major: "Majeur", .minor: "Mineur", .notice: "Avis", .maintenance: "Maintenance",
            .unknown: "Gravité inconnue",
        ],
        states: [
            .ongoing: "En cours", .watching: "Sous surveillance", .reported: "Ouvert sur sa page", .resolved: "Résolu",
            .unknown: "État inconnu",
        ],
        statuses: [
            .investigating: "Analyse en cours", .identified: "Cause identifiée", .monitoring: "Surveillance",
            .resolved: "Résolu", .postmortem: "Post-mortem",
            .scheduled: "Planifié", .inProgress: "En cours", .completed: "Terminé", .cancelled: "Annulé", .unknown: "Message",
        ],
        componentStates: [
            .operational: "Opérationnel", .degraded: "Dégradé", .partialOutage: "Panne partielle",
            .majorOutage: "Panne majeure",
            .maintenance: "Maintenance", .unknown: "État inconnu",
        ],
        channels: [
            .ecommerce: "E-commerce", .threeDS: "3-D Secure", .instoreCB2A: "En magasin, CB2A",
            .instoreNexo: "En magasin, nexo", .instore: "En magasin", .alternative: "Autres moyens de paiement",
            .eTerminal: "E-terminal", .settlement: "Règlement", .dashboard: "Tableau de bord", .api: "API",
            .notifications: "Notifications", .invoicing: "Facturation", .onboarding: "Inscription", .cards: "Cartes",
            .transfers: "Virements", .directDebit: "Prélèvement", .other: "Autre",
        ],
        categories: [
            .changeDeploy: "Une mise en production", .changeConfig: "Un changement de configuration",
            .changeDNS: "Un changement DNS", .changeCertificate: "Un changement de certificat",
            .externalProvider: "Un prestataire externe", .capacity: "Capacité", .softwareBug: "Un défaut logiciel",
            .hardware: "Matériel", .network: "Réseau", .security: "Sécurité", .humanError: "Erreur humaine",
            .unknown: "Cause inconnue",
        ],
        responsibilities: [
            .internal: "Plateforme interne", .external: "Prestataire externe", .unknown: "Responsabilité inconnue",
        ],
        eventKinds: [
            .change: "changement", .alert: "alerte", .crisisTeam: "cellule de crise", .analysis: "analyse",
            .cause: "cause trouvée", .contact: "prestataire appelé", .fix: "correction", .rollback: "retour arrière",
            .other: "évènement",
        ],
        contradictions: [
            .hiddenRecurrence: "Récidive passée sous silence", .times: "Horaires", .duration: "Durée",
            .components: "Composants", .severity: "Gravité", .clockWords: "Écriture des heures", .languages: "Langues",
        ],
        claimSubjects: [
            .start: "Début", .end: "Fin", .detected: "Constat", .identified: "Cause trouvée", .mitigated: "Correction",
        ],
        origins: [
            .measured: "Mesuré", .statedByVendor: "Déclaré par le prestataire",
            .enteredByPerson: "Saisi par une personne",
        ],
        confidences: [.high: "sûr", .medium: "probable", .low: "douteux"])

    private static let frenchCounts: [Counted: PluralForms] = [
        .providers: PluralForms("{n}\u{A0}prestataire", "{n}\u{A0}prestataires"),
        .brands: PluralForms("{n}\u{A0}marque", "{n}\u{A0}marques"),
        .components: PluralForms("{n}\u{A0}service", "{n}\u{A0}services"),
        .incidents: PluralForms("{n}\u{A0}incident", "{n}\u{A0}incidents"),
        .ongoingIncidents: PluralForms("{n}\u{A0}incident est en cours", "{n}\u{A0}incidents sont en cours"),
        .windows: PluralForms("{n}\u{A0}période", "{n}\u{A0}périodes"),
        .days: PluralForms("{n}\u{A0}jour", "{n}\u{A0}jours"),
        .actions: PluralForms("{n}\u{A0}action", "{n}\u{A0}actions"),
        .more: PluralForms("{n}\u{A0}de plus", "{n}\u{A0}de plus"),
        .openIncidents: PluralForms("{n}\u{A0}incident ouvert", "{n}\u{A0}incidents ouverts"),
        .originals: PluralForms("{n}\u{A0}original", "{n}\u{A0}originaux"),
        .vendors: PluralForms("{n}\u{A0}entrée", "{n}\u{A0}entrées"),
        .found: PluralForms("{n}\u{A0}incident trouvé", "{n}\u{A0}incidents trouvés"),
        .tellings: PluralForms("{n}\u{A0}récit", "{n}\u{A0}récits"),
        .unreadable: PluralForms("{n}\u{A0}illisible", "{n}\u{A0}illisibles"),
    ]

    private static let frenchPhrases: [Phrase: String] = [
        .skipToContent: "Aller au contenu", .home: "Accueil", .providers: "Prestataires", .languages: "Langues",
        .youAreHere: "Vous êtes ici", .tagline: "Les incidents de paiement, racontés par ce que les clients ont subi",
        .footerRule:
            "Une durée dit combien de temps les clients ont été touchés. Le temps d’ouverture d’une page figure à côté, sous son nom.",
        .timesIn: "Heures\u{202F}: {zone}.", .asOf: "Situation au {clock}.",
        .staleBanner: "Ces données datent du {clock}. La suite n’est pas montrée ici.",
        .homeCalm: "Aucun incident en cours, à notre connaissance", .homeOngoing: "{count}",
        .homeWatching: "Vigie surveille {providers}\u{202F}: {brands}, {components}.",
        .homeLastImpact: "Dernier impact sur les clients le {date}, pendant {impact}.",
        .homeNoProviderTitle: "Aucun prestataire n’est encore surveillé",
        .homeNoProviderText: "Ajoutez le premier à la configuration. Son état s’écrira ici, en toutes lettres.",
        .noIncidentYet: "Aucun incident enregistré pour l’instant. Au premier, son impact réel s’affichera ici.",
        .ongoingNow: "En ce moment", .recentIncidents: "Incidents récents",
        .homeDescription:
            "Ce qui est en panne dans les paiements, ce qui l’a été, et combien de temps les clients l’ont subi.",
        .providerCalm: "Aucun incident en cours, à notre connaissance.",
        .providerHit: "Des clients sont touchés en ce moment\u{202F}: {titles}.",
        .providerUnknown: "La situation actuelle n’est pas connue.",
        .providerNoIncident: "Aucun incident de {name} n’a encore été enregistré.",
        .providerDescription: "L’état actuel de {name}, ses services, et ses incidents mesurés à leur impact réel.",
        .components: "Services", .noComponent: "Aucun service de {name} n’est connu. Ajoutez-les à la configuration.",
        .allIncidents: "Incidents", .brandsOf: "Marques", .brandSpeaks: "s’exprime en {languages}",
        .ninetyDaysAgo: "il y a 90 jours", .today: "aujourd’hui", .withoutKnownImpact: "{percentage} sans impact connu",
        .barsImpact: "Les 90 jours jusqu’au {date}. Clients touchés le {days}.",
        .barsNoImpact: "Les 90 jours jusqu’au {date}. Aucun impact connu.",
        .barsUnknown: "Avant le {date}, rien n’est connu.",
        .componentFine: "Aucun impact connu", .componentHit: "Clients touchés", .componentUnknown: "Inconnu",
        .percentageRule: "Les pourcentages reposent sur l’impact réel, dans le fuseau {zone}.",
        .columnDate: "Date", .columnIncident: "Incident", .columnSeverity: "Gravité",
        .columnRealImpact: "Impact réel", .columnPageSays: "La page annonce", .columnFirstWord: "Premier mot public",
        .incidentDescription: "{date}\u{202F}: clients touchés pendant {impact}.",
        .ourReading: "notre lecture", .theirWord: "selon {brand}", .theirPriority: "leur priorité",
        .atAGlance: "En bref", .realImpact: "Impact réel", .theirPageSays: "Leur page annonce",
        .firstPublicWord: "Premier mot public", .causeNamed: "Cause trouvée", .noticed: "Constaté",
        .afterItWasOver: "{span} après la fin", .whileCustomersHit: "pendant la panne",
        .atClock: "à {clock}", .notKnown: "inconnu", .notTold: "non communiqué", .noWord: "aucun pour l’instant",
        .severalWindows: "{lengths}, {windows}", .stillGoingOn: "toujours en cours",
        .noPageTime: "aucune page ne l’a clos", .whatFailed: "En panne\u{202F}: {components}.",
        .onOneTimeAxis: "Sur un seul axe de temps",
        .axisDescription: "Axe de temps, de {start} à {end}\u{202F}: impact, pages, mots publics, coulisses.",
        .sameInWords: "La même chose en mots", .rowImpact: "Impact", .rowPage: "Page {brand}", .rowSilence: "Silence",
        .rowWords: "Mots publics", .rowInside: "En interne", .lasting: "ouverte {span}",
        .silenceOf: "{span} de silence", .silenceOfBrand: "{brand}\u{202F}: {span} de silence",
        .neverTold: "jamais annoncé", .recurrenceNeverTold: "récidive jamais annoncée",
        .impactBegins: "Les clients sont touchés", .impactReturns: "Les clients sont de nouveau touchés",
        .impactOver: "Terminé après {span}", .pageOpens: "{brand} ouvre sa page",
        .pageCloses: "{brand} ferme sa page après {span}", .quietFor: "{span} passent", .laterBy: "{span} plus tard",
        .openUntilNow: "encore ouverte", .pageLegend: "Page {brand}\u{202F}: ouverte {span}",
        .whatWasSaid: "Ce qui a été dit", .nothingSaid: "Aucune page n’a encore rien dit.",
        .recurrenceNotAnnounced: "Récidive, non annoncée",
        .recurrenceText:
            "La panne est revenue {span} après le mot «\u{202F}résolu\u{202F}» de la page. Aucun mot public n’a suivi.",
        .postmortemPublished: "Cause racine et {actions}.", .readPostmortem: "Lire le post-mortem",
        .missingLanguages: "{brand} ne l’a pas dit en\u{202F}: {languages}.", .textIn: "en {language}",
        .whatDoesNotAddUp: "Ce qui ne concorde pas", .whenCustomersWereHit: "Quand les clients ont été touchés",
        .windowStart: "De", .windowEnd: "À", .windowLength: "Durée", .windowEvidence: "D’après",
        .windowComponents: "Services", .claimsHistory: "Qui a affirmé quoi, et quand", .claimFact: "Fait",
        .claimValue: "Affirmé", .claimSource: "Par", .claimStated: "Dit le",
        .postmortem: "Post-mortem", .impactOnCustomers: "Impact sur les clients", .rootCause: "Cause racine",
        .actions: "Actions", .symptom: "Symptôme", .action: "Action", .publishedAfter: "{span} après le début",
        .proof: "Preuves", .sameAsJSON: "Les mêmes faits en JSON",
        .notFoundTitle: "Cette page n’existe pas",
        .notFoundText:
            "L’adresse contient peut-être une faute, ou ce qui était ici porte un autre nom. Repartez de l’accueil.",
        .serverErrorTitle: "Cette page n’a pas pu être composée",
        .serverErrorText:
            "L’erreur est dans notre journal. Rechargez dans une minute\u{202F}; si elle persiste, donnez le numéro ci-dessous à l’exploitant.",
        .startingTitle: "Vigie démarre",
        .startingText: "Elle relit encore son journal. Rechargez cette page dans quelques secondes.",
        .refusedTitle: "Cette requête a été refusée",
        .refusedText: "Modifiez la requête comme indiqué ici, ou repartez de l’accueil.",
        .requestNumber: "Requête {id}", .backHome: "Aller à l’accueil",
    ]
}
