internal import Vocabulary

/// What the console says in French about moving in and out.
extension LanguagePack {
    static let frenchConsoleMoving: [ConsolePhrase: String] = [
        .navMoving: "Reprise",
        .movingLead:
            "Ce que contient une autre page d’état devient nôtre ; ce que disent les nôtres est écrit en fichiers. Cela se fait en arrière-plan, une chose à la fois.",
        .movingIn: "Reprendre une autre page",
        .movingInLead:
            "Ses composants et ses incidents deviennent ceux de l’organisation de la marque, avec tout ce qui a été dit. Ce qui est déjà là reste tel quel.",
        .movingURL: "Adresse de la page",
        .movingURLHint: "Par exemple https://status.example.com. Seules les adresses publiques sont lues.",
        .movingFile: "Page enregistrée ou export",
        .movingFileHint: "Un fichier comme /api/v2/incidents.json de la page ; 8 Mio au plus.",
        .movingLanguageField: "Langue",
        .movingLanguageHint: "Celle dans laquelle elle est écrite ; la marque la promet.",
        .movingBegin: "Reprendre depuis l’adresse",
        .movingFileBegin: "Reprendre depuis le fichier",
        .movingListTitle: "Reprendre une liste d’abonnés",
        .movingListLead:
            "Un fichier avec une ligne par abonné, avec un en-tête comme dans les exports, ou mail,langue,composants. Ils comptent comme confirmés.",
        .movingListFile: "Liste (CSV)",
        .movingExport: "Écrire les pages en fichiers",
        .movingExportLead:
            "Chaque page publique, flux et fichier JSON va dans le dossier de la configuration, pour que tout serveur web puisse le servir. Seul ce qui a changé est écrit.",
        .movingExportBegin: "Écrire maintenant",
        .movingBusy: "Autre chose est en cours : attendez la fin, puis lancez ceci.",
        .movingNoBrand: "Aucune de nos marques en service ne porte ce nom.",
        .movingLanguage: "La marque ne promet pas cette langue : choisissez l’une des siennes.",
        .movingUnreadable:
            "Ce n’est rien que Vigie sache lire : enregistrez /api/v2/incidents.json de la page, ou donnez son adresse.",
        .movingUnreachable: "La page ne peut pas être lue.",
        .movingList: "Ce n’est pas une liste : il faut un texte de 8 Mio et 100 000 lignes au plus.",
        .movingNoFolder: "La configuration ne nomme aucun dossier : indiquez export.folder et redémarrez.",
        .movingFolder: "Impossible d’écrire dans le dossier.",
        .movingKeyReused: "La clé a servi pour un autre ordre : prenez-en une nouvelle.",
        .movingStopped:
            "Le programme a été arrêté entre-temps. Ce qui a été repris reste ; relancez, et cela continue de là.",
        .movingNow: "Où en est-ce",
        .movingLook: "Regarder à nouveau",
        .movingStarted: "{name}, {clock}",
        .movingEnded: "Terminé à {clock}",
        .movingFailed: "Pas fait, {clock}",
        .movingReading: "Lecture",
        .movingRecording: "Enregistrement",
        .movingWriting: "Écriture",
        .movingCount: "{done} sur {all}",
        .movingComponents: "{n} composants repris",
        .movingIncidents: "{n} incidents repris",
        .movingKnown: "{n} déjà là",
        .movingSubscribers: "{n} abonnés repris",
        .movingOthers: "{n} lignes d’autres sortes laissées de côté",
        .movingRefused: "{n} refusés",
        .movingBrands: "{n} marques",
        .movingWritten: "{n} fichiers écrits",
        .movingUnchanged: "{n} inchangés",
        .movingRemoved: "{n} supprimés",
        .movingLatest: "Auparavant",
        .movingNothingYet: "Rien n’a été lancé depuis le démarrage du programme.",
        .problemMovingURL: "Donnez l’adresse de la page, commençant par https://.",
        .problemMovingFile: "Choisissez un fichier.",
    ]
}
