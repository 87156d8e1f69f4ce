package import Vocabulary

/// What the status pages of our own brands say besides the words of the other pages.
package enum StatusPhrase: String, Sendable, Hashable, CaseIterable {
    // Around every page.
    case statusOf, navStatus, navHistory, navMaintenance, navFollow, asOf, timesIn, staleBanner, yourTime, homepage
    case logoOf

    // The state now.
    case nowCritical, nowMajor, nowMinor, nowNotice, nowUnrated, nowWatching, nowMaintenance, nowFine, nowUnknown
    case nowUnknownText, sinceMoment

    // Home.
    case homeDescription, openIncidents, services, noService, formula, formulaOf, formulaUnknown, recentDays, dayCalm
    case dayUnknown, wholeHistory, latestWord, allMaintenance, daysUntil

    // An incident.
    case incidentDescription, severity, state, began, impact, impactSoFar, concerned, reference, noWindow, noUpdate
    case windowOpen, recurred, missing, corrected, entered, saidBefore, allComponents, onlyIn, planned

    // A post-mortem.
    case postmortem, publishedOn, clientImpact, overview, context, rootCause, actions, symptom, action, due, actionState
    case actionOpen, actionInProgress, actionDone, actionDropped

    // Maintenance.
    case maintenance, maintenanceDescription, running, coming, past, noMaintenance, noPastMaintenance, phaseScheduled
    case phaseInProgress, phaseCompleted, phaseCancelled, plannedTime, calendarFile

    // History.
    case history, historyDescription, calendarOf, weekdays, earlierMonth, laterMonth, dayImpact, dayNoImpact
    case monthCalm, monthUnknown

    // Following.
    case follow, followDescription, followLead, kind, kindMail, kindWebhook, kindChat, address, addressHint
    case addressTelegram, addressSMS
    case componentsField, componentsHint, languageField, subscribe, feeds, feedsText, embed, badgeText, bannerText
    case subscribedTitle, subscribedText, subscribedDirect, manage, manageText, save, saved, unsubscribe
    case unsubscribeText, unsubscribedTitle, unsubscribedText, refused, machines, machinesText

    // When there is nothing to see.
    case missingTitle, missingText, toStatus, chooseLanguage
}

extension LanguagePack {
    /// The words for a phrase of a status page with its places filled.
    package func say(status phrase: StatusPhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(statusWords[phrase] ?? Self.englishStatus[phrase] ?? phrase.rawValue, facts)
    }

    package var statusWords: [StatusPhrase: String] {
        if let added { return added.status }
        return switch language {
        case .french: Self.frenchStatus
        case .italian: Self.italianStatus
        default: Self.englishStatus
        }
    }

    /// What this language lacks of the status pages, by name; empty when it is complete.
    package var statusGaps: [String] {
        StatusPhrase.allCases.compactMap { phrase in
            guard let words = statusWords[phrase], !words.isEmpty else { return "\(language): StatusPhrase.\(phrase)" }
            let places = Self.placeNames(words)
            return places == Self.placeNames(Self.englishStatus[phrase] ?? "")
                ? nil : "\(language): the places of StatusPhrase.\(phrase)"
        }
    }

    /// Monday first, as short as a calendar's heads are.
    package var shortWeekdays: [String] { say(status: .weekdays).split(separator: " ").map(String.init) }

    /// `December 2025`
    package func month(_ date: CivilDate) -> String {
        (date.month <= months.count ? months[date.month - 1] : String(date.month)) + " " + String(date.year)
    }

    private static func placeNames(_ template: String) -> Set<Substring> {
        Set(
            template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { $0.prefix { $0 != "}" } }
        )
    }
}
