internal import Vocabulary

/// What the console says in Italian about the work of a team: evidence, retiring, logos, who was told.
extension LanguagePack {
    static let italianConsoleWork: [ConsolePhrase: String] = [
        // The start of an impact, from evidence.
        .startUnknown: "Nessuno lo sa ancora",
        .startMeasured: "Misurato: sonde, traffico, registri",
        .startStated: "Lo dice un fornitore",
        .startSeen: "Qualcuno l’ha visto o ce l’ha detto",
        .startAt: "L’ora",
        .startEvidenceHint: "Quale allarme, quale grafico, chi.",
        .originField: "Da dove viene",
        .problemStartSource: "È indicata un’ora o una prova: scegli da dove viene, oppure vuotale.",
        .declareWordFits: "Quella che corrisponde a ciò che si sa",
        .phaseReported: "Segnalato, inizio non ancora noto",
        // Taking out of use.
        .retire: "Ritirare",
        .retireOf: "Ritirare {name}",
        .retireLead:
            "Le pagine non lo mostrano più e nulla di nuovo può nominarlo. Ciò che fu detto resta, e si può tornare indietro.",
        .takeBack: "Rimettere in uso",
        .takeBackOf: "Rimettere in uso {name}",
        .retiredNow: "Ritirato",
        .retiredTitle: "Ritirati ({n})",
        .doneRetired: "È ritirato.",
        .doneTakenBack: "È di nuovo in uso.",
        // How a brand looks, and groups of components.
        .brandDarkColour: "Colore su sfondo scuro",
        .brandDarkColourHint: "Vuoto: lo stesso, dove si legge.",
        .brandContrast: "Contrasto del testo: {light} su sfondo chiaro, {dark} su sfondo scuro; serve 4,5.",
        .groupNumber: "Gruppo {n} di componenti",
        .groupHint: "Le pagine di tutti i marchi hanno questi gruppi, salvo se un marchio ha sezioni proprie.",
        .logoTitle: "Logo",
        .logoNone: "Nessuno: le sue pagine dicono solo il nome.",
        .logoFile: "Immagine",
        .logoHint: "PNG, JPEG, GIF, WebP, o SVG di sole forme e parole; al massimo 256 KiB.",
        .logoSend: "Vederla prima",
        .logoPreview: "Come la mostrerebbero le sue pagine, chiaro e scuro. Nulla è ancora cambiato.",
        .logoUse: "Metterla sulle pagine",
        .logoRemove: "Togliere il logo",
        .logoOf: "Logo di {name}",
        .doneLogo: "Il logo è sulle sue pagine.",
        .doneLogoRemoved: "Le sue pagine non mostrano più un logo.",
        .problemLogoMissing: "Scegli un’immagine.",
        // Who was told, and what was learned as readers see it.
        .toldTitle: "Chi è stato informato",
        .toldNobody: "Nessuno è iscritto a ciò che è stato detto finora.",
        .toldNothing: "Non è ancora stato detto nulla di cui gli iscritti sono informati.",
        .toldCount: "{told} su {all} informati",
        .toldWaiting: "{n} in attesa",
        .toldDead: "{n} abbandonati",
        .toldSkipped: "{n} non più da informare",
        .toldPostmortem: "Resoconto",
        .toldOpen: "Solo l’avanzamento",
        .toldGivenUp: "Ciò che fu abbandonato, e perché",
        .postmortemLead: "Ciò che è scritto sopra, come lo vedrebbero i lettori di ogni marchio. Nulla è salvato.",
        .postmortemSaved: "La bozza salvata, come la vedrebbero i lettori di ogni marchio.",
        .postmortemInside: "All’interno: con i responsabili e ciò che legge solo la squadra",
        .partServices: "Servizi",
        .partActions: "Azioni",
        .nothingWritten: "Qui non è ancora scritto nulla.",
        // Rights.
        .rightAlertsRead: "Vedere chi viene avvisato, e che ne è stato",
        // Did they get it.
        .deliveriesTitle: "Che cosa è stato detto loro",
        .deliveriesOpen: "L’hanno ricevuto?",
        .deliveriesOf: "Che cosa è stato detto a {address}",
        .deliveriesNone: "Nessuno dei messaggi esaminati era per loro.",
        .deliveriesOlder: "Messaggi più vecchi",
        .deliveryTold: "Consegnato alle {clock}",
        .deliverySkipped: "Non inviato, alle {clock}: disiscritto, o altre parole ne avevano preso il posto",
        .deliveryDead: "Abbandonato alle {clock} dopo {n} tentativi",
        .deliveryWaiting: "Ancora da inviare",
        // Words that others took the place of.
        .deliveryReplaced: "Non inviato: altre parole ne hanno preso il posto",
        // Where a time is from.
        .timeFrom: "{label}: da dove viene",
        .timeNow: "Adesso: è questo minuto",
        .timeTyped: "L’ora scritta qui",
        .problemTimeTwoWays: "Un’ora è scelta e un’altra è scritta: ne lasci una sola.",
        .doneTakenBackWaits: "È ripresa, e non si può ancora dire: le sue parole aspettano una seconda persona.",
        // A forgotten password.
        .forgottenLink: "Password dimenticata?",
        .forgottenTitle: "Password dimenticata",
        .forgottenLead:
            "Dia l’indirizzo con cui accede. Se qualcuno con questo indirizzo lavora qui, una mail lo porta dove si sceglie una nuova password.",
        .forgottenSend: "Inviare la mail",
        .doneForgotten:
            "Se qualcuno con questo indirizzo lavora qui, una mail è in arrivo. Il suo link vale una volta, per mezz’ora.",
        .forgottenMailTitle: "Una nuova password",
        .forgottenMailText:
            "{name}, qualcuno ha chiesto una nuova password per il Suo account. Se è stato Lei, segua il link entro {span}: vale una volta e chiude tutte le Sue sessioni; il secondo fattore resta. Se no, non faccia nulla: nulla è cambiato.",
    ]
}
