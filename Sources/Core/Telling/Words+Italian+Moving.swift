internal import Vocabulary

/// What the console says in Italian about moving in and out.
extension LanguagePack {
    static let italianConsoleMoving: [ConsolePhrase: String] = [
        .navMoving: "Trasferimento",
        .movingLead:
            "Ciò che contiene un’altra pagina di stato diventa nostro; ciò che dicono le nostre è scritto in file. Avviene in background, una cosa alla volta.",
        .movingIn: "Trasferire un’altra pagina",
        .movingInLead:
            "I suoi componenti e incidenti diventano quelli dell’organizzazione del marchio, con tutto ciò che è stato detto. Ciò che c’è già resta com’è.",
        .movingURL: "Indirizzo della pagina",
        .movingURLHint: "Per esempio https://status.example.com. Si leggono solo indirizzi pubblici.",
        .movingFile: "Pagina salvata o esportazione",
        .movingFileHint: "Un file come /api/v2/incidents.json della pagina; al massimo 8 MiB.",
        .movingLanguageField: "Lingua",
        .movingLanguageHint: "Quella in cui è scritta; il marchio la promette.",
        .movingBegin: "Trasferire dall’indirizzo",
        .movingFileBegin: "Trasferire dal file",
        .movingListTitle: "Prendere una lista di iscritti",
        .movingListLead:
            "Un file con una riga ciascuno, con un’intestazione come nelle esportazioni, oppure mail,lingua,componenti. Contano come confermati.",
        .movingListFile: "Lista (CSV)",
        .movingExport: "Scrivere le pagine in file",
        .movingExportLead:
            "Ogni pagina pubblica, feed e file JSON va nella cartella della configurazione, così che ogni server web possa servirli. Si scrive solo ciò che è cambiato.",
        .movingExportBegin: "Scrivere adesso",
        .movingBusy: "È in corso un’altra cosa: aspettate che finisca, poi avviate questa.",
        .movingNoBrand: "Nessuno dei nostri marchi in uso ha questo nome.",
        .movingLanguage: "Il marchio non promette questa lingua: sceglietene una delle sue.",
        .movingUnreadable:
            "Non è nulla che Vigie sappia leggere: salvate /api/v2/incidents.json della pagina, o datene l’indirizzo.",
        .movingUnreachable: "La pagina non si può leggere.",
        .movingList: "Non è una lista: deve essere un testo di al massimo 8 MiB e 100.000 righe.",
        .movingNoFolder: "La configurazione non nomina alcuna cartella: indicate export.folder e riavviate.",
        .movingFolder: "Non si può scrivere nella cartella.",
        .movingKeyReused: "La chiave è servita per un altro ordine: prendetene una nuova.",
        .movingStopped:
            "Il programma è stato fermato nel frattempo. Ciò che è stato preso resta; riavviate, e continua da lì.",
        .movingNow: "A che punto è",
        .movingLook: "Guardare di nuovo",
        .movingStarted: "{name}, {clock}",
        .movingEnded: "Finito alle {clock}",
        .movingFailed: "Non fatto, {clock}",
        .movingReading: "Lettura",
        .movingRecording: "Registrazione",
        .movingWriting: "Scrittura",
        .movingCount: "{done} di {all}",
        .movingComponents: "{n} componenti presi",
        .movingIncidents: "{n} incidenti presi",
        .movingKnown: "{n} già presenti",
        .movingSubscribers: "{n} iscritti presi",
        .movingOthers: "{n} righe di altro tipo tralasciate",
        .movingRefused: "{n} rifiutati",
        .movingBrands: "{n} marchi",
        .movingWritten: "{n} file scritti",
        .movingUnchanged: "{n} invariati",
        .movingRemoved: "{n} rimossi",
        .movingLatest: "Prima",
        .movingNothingYet: "Nulla è stato avviato da quando il programma è partito.",
        .problemMovingURL: "Date l’indirizzo della pagina, che comincia con https://.",
        .problemMovingFile: "Scegliete un file.",
    ]
}
