internal import Vocabulary

/// What the console says in English about the work of a team: evidence, retiring, logos, who was told.
extension LanguagePack {
    static let englishConsoleWork: [ConsolePhrase: String] = [
        // The start of an impact, from evidence.
        .startUnknown: "Nobody knows yet",
        .startMeasured: "Measured: probes, traffic, logs",
        .startStated: "A supplier says so",
        .startSeen: "Somebody saw it or told us",
        .startAt: "The time",
        .startEvidenceHint: "Which alert, which graph, who.",
        .originField: "Where it is from",
        .problemStartSource: "A time or evidence is given: choose where it is from, or empty them.",
        .declareWordFits: "The one that fits what is known",
        .phaseReported: "Reported to us, start not known yet",
        // Taking out of use.
        .retire: "Retire",
        .retireOf: "Retire {name}",
        .retireLead: "Pages drop it and nothing new can name it. What was told stays, and it can be taken back.",
        .takeBack: "Take back",
        .takeBackOf: "Take {name} back",
        .retiredNow: "Retired",
        .retiredTitle: "Retired ({n})",
        .doneRetired: "It is retired.",
        .doneTakenBack: "It is in use again.",
        // How a brand looks, and groups of components.
        .brandDarkColour: "Colour on dark pages",
        .brandDarkColourHint: "Empty: the same, where it can be read.",
        .brandContrast: "Contrast of text: {light} on light pages, {dark} on dark ones; 4.5 is needed.",
        .groupNumber: "Group {n} of components",
        .groupHint: "Pages of all brands have these groups, unless a brand has sections of its own.",
        .logoTitle: "Logo",
        .logoNone: "None: its pages say the name alone.",
        .logoFile: "Picture",
        .logoHint: "PNG, JPEG, GIF, WebP, or SVG of shapes and words alone; at most 256 KiB.",
        .logoSend: "Show it first",
        .logoPreview: "As its pages would show it, light and dark. Nothing has changed yet.",
        .logoUse: "Put it on the pages",
        .logoRemove: "Take the logo away",
        .logoOf: "Logo of {name}",
        .doneLogo: "The logo is on its pages.",
        .doneLogoRemoved: "Its pages show no logo any more.",
        .problemLogoMissing: "Choose a picture.",
        // Who was told, and what was learned as readers see it.
        .toldTitle: "Who was told",
        .toldNobody: "Nobody subscribes to what was said so far.",
        .toldNothing: "Nothing that subscribers are told of was said yet.",
        .toldCount: "{told} of {all} told",
        .toldWaiting: "{n} waiting",
        .toldDead: "{n} given up",
        .toldSkipped: "{n} not told any more",
        .toldPostmortem: "Post-mortem",
        .toldOpen: "Progress alone",
        .toldGivenUp: "What was given up, and why",
        .postmortemLead: "What is typed above, as each brand’s readers would see it. Nothing has been saved.",
        .postmortemSaved: "The saved draft, as each brand’s readers would see it.",
        .postmortemInside: "Inside: with owners and what the team alone reads",
        .partServices: "Services",
        .partActions: "Actions",
        .nothingWritten: "Nothing is written here yet.",
        // Rights.
        .rightAlertsRead: "See who is alerted, and what became of it",
        // Did they get it.
        .deliveriesTitle: "What they were told",
        .deliveriesOpen: "Did they get it?",
        .deliveriesOf: "What {address} was told",
        .deliveriesNone: "None of the messages looked at was for them.",
        .deliveriesOlder: "Older messages",
        .deliveryTold: "Handed over at {clock}",
        .deliverySkipped: "Not sent, at {clock}: unsubscribed, or other words had taken its place",
        .deliveryDead: "Given up at {clock} after {n} attempts",
        .deliveryWaiting: "Still to be sent",
        // Words that others took the place of.
        .deliveryReplaced: "Not sent: other words took its place",
        // Where a time is from.
        .timeFrom: "{label}: where it is from",
        .timeNow: "Now: it is this minute",
        .timeTyped: "The time that is typed here",
        .problemTimeTwoWays: "A time is chosen and another one is typed: leave one of them.",
        .doneTakenBackWaits: "It is back, and can’t be said yet: its words wait for a second person.",
        // A forgotten password.
        .forgottenLink: "Forgotten your password?",
        .forgottenTitle: "Forgotten password",
        .forgottenLead:
            "Give the address with which you sign in. If somebody with this address works here, a mail leads them to where a new password is set.",
        .forgottenSend: "Send the mail",
        .doneForgotten:
            "If somebody with this address works here, a mail is on its way. Its link is good once, for half an hour.",
        .forgottenMailTitle: "A new password",
        .forgottenMailText:
            "{name}, somebody asked for a new password for your account. If it was you, follow the link within {span}: it is good once, and ends all your sessions; your second factor stays. If not, do nothing: nothing has changed.",
    ]
}
