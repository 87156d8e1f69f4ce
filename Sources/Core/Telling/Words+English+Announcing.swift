internal import Vocabulary

/// What the console says in English about cases and what is made of them.
extension LanguagePack {
    static let englishConsoleAnnouncing: [ConsolePhrase: String] = [
        .navAnnouncing: "Cases",
        .announcingLead: "What was measured and what is made of it. Nothing that waits here is public yet.",
        .announcingWaitsTitle: "Waits to be said",
        .announcingNothing: "No sentence waits.",
        .announcingLatest: "Latest cases",
        .announcingNoCase: "No case was opened yet.",
        .announcingCase: "Case {n}",
        .announcingIn: "The agreed sentence about {components} is said in {seconds} s, unless somebody stops it.",
        .announcingDue: "{components}: it is being said now.",
        .announcingStop: "Stop: do not say it",
        .announcingStopped: "Stopped by {name}, {clock}",
        .announcingTold: "Said to all readers, {clock}",
        .announcingDraft: "A draft stands for people",
        .announcingLeft: "Left to people: {why}",
        .announcingEndProposed: "Good again since {clock}, as measured. It waits for a person to write it down.",
        .announcingEndRecorded: "Good again since {clock}, written down",
        .announcingTakeEnd: "Write this end down",
        .announcingSince: "Failing since {clock}",
        .announcingReal: "It was an outage",
        .announcingFalse: "It was none",
        .announcingKnownWork: "It was known work",
        .announcingLabelled: "{label}, says {name}",
        .announcingEvidence: "Evidence for the supplier (zip)",
        .announcingLook: "Look again",
        .announcingLeftOver: "it was over before",
        .announcingLeftEmbargo: "the incident is under an embargo",
        .announcingLeftPeople: "people published it themselves",
        .announcingLeftLabel: "a person said that it is no outage",
        .announcingLeftWork: "planned work covers it",
        .announcingLeftEvidence: "the evidence does not agree any more",
        .announcingLeftRefused: "the desk refused",
    ]
}
