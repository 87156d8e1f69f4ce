internal import Vocabulary

/// What the console says in Italian about cases and what is made of them.
extension LanguagePack {
    static let italianConsoleAnnouncing: [ConsolePhrase: String] = [
        .navAnnouncing: "Casi",
        .announcingLead:
            "Ciò che è stato misurato e ciò che ne viene fatto. Nulla di ciò che attende qui è già pubblico.",
        .announcingWaitsTitle: "In attesa di essere detto",
        .announcingNothing: "Nessuna frase attende.",
        .announcingLatest: "Ultimi casi",
        .announcingNoCase: "Nessun caso è stato ancora aperto.",
        .announcingCase: "Caso {n}",
        .announcingIn: "La frase concordata su {components} sarà detta tra {seconds} s, se nessuno la ferma.",
        .announcingDue: "{components}: la si sta dicendo ora.",
        .announcingStop: "Fermare: non dirla",
        .announcingStopped: "Fermata da {name}, {clock}",
        .announcingTold: "Detto a tutti i lettori, {clock}",
        .announcingDraft: "Una bozza attende le persone",
        .announcingLeft: "Lasciato alle persone: {why}",
        .announcingEndProposed: "Di nuovo buono dalle {clock}, come misurato. Attende che una persona lo scriva.",
        .announcingEndRecorded: "Di nuovo buono dalle {clock}, scritto",
        .announcingTakeEnd: "Scrivere questa fine",
        .announcingSince: "In errore dalle {clock}",
        .announcingReal: "Era un guasto",
        .announcingFalse: "Non lo era",
        .announcingKnownWork: "Erano lavori noti",
        .announcingLabelled: "{label}, dice {name}",
        .announcingEvidence: "Prove per il fornitore (zip)",
        .announcingLook: "Aggiorna",
        .announcingLeftOver: "era già finito",
        .announcingLeftEmbargo: "l’incidente è sotto embargo",
        .announcingLeftPeople: "delle persone l’hanno pubblicato",
        .announcingLeftLabel: "una persona ha detto che non è un guasto",
        .announcingLeftWork: "lavori previsti lo coprono",
        .announcingLeftEvidence: "gli indizi non concordano più",
        .announcingLeftRefused: "il banco ha rifiutato",
    ]
}
