internal import Vocabulary

/// What the console says in French about cases and what is made of them.
extension LanguagePack {
    static let frenchConsoleAnnouncing: [ConsolePhrase: String] = [
        .navAnnouncing: "Cas",
        .announcingLead: "Ce qui a été mesuré et ce qui en est fait. Rien de ce qui attend ici n’est encore public.",
        .announcingWaitsTitle: "En attente d’être dit",
        .announcingNothing: "Aucune phrase n’attend.",
        .announcingLatest: "Derniers cas",
        .announcingNoCase: "Aucun cas n’a encore été ouvert.",
        .announcingCase: "Cas {n}",
        .announcingIn: "La phrase convenue sur {components} sera dite dans {seconds} s, sauf si quelqu’un l’arrête.",
        .announcingDue: "{components} : elle est en train d’être dite.",
        .announcingStop: "Arrêter : ne pas la dire",
        .announcingStopped: "Arrêté par {name}, {clock}",
        .announcingTold: "Dit à tous les lecteurs, {clock}",
        .announcingDraft: "Un brouillon attend les équipes",
        .announcingLeft: "Laissé aux équipes : {why}",
        .announcingEndProposed: "De nouveau bon depuis {clock}, d’après la mesure. Une personne doit l’inscrire.",
        .announcingEndRecorded: "De nouveau bon depuis {clock}, inscrit",
        .announcingTakeEnd: "Inscrire cette fin",
        .announcingSince: "En échec depuis {clock}",
        .announcingReal: "C’était une panne",
        .announcingFalse: "Ce n’en était pas une",
        .announcingKnownWork: "C’étaient des travaux connus",
        .announcingLabelled: "{label}, dit {name}",
        .announcingEvidence: "Preuves pour le fournisseur (zip)",
        .announcingLook: "Actualiser",
        .announcingLeftOver: "c’était déjà terminé",
        .announcingLeftEmbargo: "l’incident est sous embargo",
        .announcingLeftPeople: "des personnes l’ont publié elles-mêmes",
        .announcingLeftLabel: "une personne a dit que ce n’est pas une panne",
        .announcingLeftWork: "des travaux prévus le couvrent",
        .announcingLeftEvidence: "les indices ne concordent plus",
        .announcingLeftRefused: "le bureau a refusé",
    ]
}
