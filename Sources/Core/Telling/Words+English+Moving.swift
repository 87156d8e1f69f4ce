internal import Vocabulary

/// What the console says in English about moving in and out.
extension LanguagePack {
    static let englishConsoleMoving: [ConsolePhrase: String] = [
        .navMoving: "Moving",
        .movingLead:
            "What another status page holds becomes ours; what ours say is written as files. It goes on in the background, one at a time.",
        .movingIn: "Move in from another page",
        .movingInLead:
            "Its components and incidents become those of the brand’s organisation, with everything that was said. What is here already stays as it is.",
        .movingURL: "Address of the page",
        .movingURLHint: "Such as https://status.example.com. Only public addresses are read.",
        .movingFile: "Saved page or export",
        .movingFileHint: "A file such as /api/v2/incidents.json of the page; at most 8 MiB.",
        .movingLanguageField: "Language",
        .movingLanguageHint: "The one in which it is written; the brand promises it.",
        .movingBegin: "Move in from the address",
        .movingFileBegin: "Move in from the file",
        .movingListTitle: "Take a list of subscribers",
        .movingListLead:
            "A file with one line each, with a header as exports have it, or as mail,language,components. They count as confirmed.",
        .movingListFile: "List (CSV)",
        .movingExport: "Write the pages as files",
        .movingExportLead:
            "Every public page, feed and JSON file goes to the folder of the configuration, so that any web server can serve it. Only what changed is written.",
        .movingExportBegin: "Write them now",
        .movingBusy: "Something else goes on: wait until it has ended, then begin this one.",
        .movingNoBrand: "There is no such brand of ours in use.",
        .movingLanguage: "The brand does not promise this language: choose one of its own.",
        .movingUnreadable:
            "This is nothing that Vigie reads: save /api/v2/incidents.json of the page, or give its address.",
        .movingUnreachable: "The page can’t be read.",
        .movingList: "This is no list: it has to be text of at most 8 MiB and 100,000 lines.",
        .movingNoFolder: "The configuration names no folder: set export.folder and start again.",
        .movingFolder: "The folder can’t be written into.",
        .movingKeyReused: "The key was used for another order: take a new one.",
        .movingStopped:
            "The program was stopped meanwhile. What was taken stays; begin again, and it goes on from there.",
        .movingNow: "How far it is",
        .movingLook: "Look again",
        .movingStarted: "{name}, {clock}",
        .movingEnded: "Done at {clock}",
        .movingFailed: "Not done, {clock}",
        .movingReading: "Reading",
        .movingRecording: "Recording",
        .movingWriting: "Writing",
        .movingCount: "{done} of {all}",
        .movingComponents: "{n} components taken",
        .movingIncidents: "{n} incidents taken",
        .movingKnown: "{n} here already",
        .movingSubscribers: "{n} subscribers taken",
        .movingOthers: "{n} lines of other kinds left out",
        .movingRefused: "{n} refused",
        .movingBrands: "{n} brands",
        .movingWritten: "{n} files written",
        .movingUnchanged: "{n} unchanged",
        .movingRemoved: "{n} removed",
        .movingLatest: "Before that",
        .movingNothingYet: "Nothing was begun since the program started.",
        .problemMovingURL: "Give the address of the page, beginning with https://.",
        .problemMovingFile: "Choose a file.",
    ]
}
