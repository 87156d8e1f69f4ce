internal import Vocabulary

/// Why the desk did not do what was asked, and what to change. The API says it in English, the console in the language of who asked.
package enum DeskPhrase: String, Sendable, Hashable, CaseIterable {
    case notOurs, isVendor, numbering, brandLanguages, noWords, colour, logo, hostName, hostTaken, noComponent
    case oneSection, componentOf, componentName, noBrand, sentenceWords, titlePlaces, planLength, interval
    case planComponents, notOurProvider, nameLength, noZone, noSentenceWaiting, sentenceDecided, textChanged
    case noSeries, seriesDecided, namelessSentence, ownSentence, journalAway, noIncident, changedMeanwhile
    case keyUsed, referenceTaken, changedAtOnce, seriesName, noComponentOf, noBrandOf, actionsMost
    case noDraft, draftChanged, postmortemNeeds, statementsMost, windowGone, noTitle, startAhead, endBefore
    case endAhead, noWindow, windowsMost, isOpen, reopenBefore, endMissing, noPlan, noPlanOfSeries, planBegun
    case planAhead, planPhase, brandSilent, saidAhead, nextPast, stillHit, noSentence, stillOpen, whyNot
    case noReview, wasDeclined, standsAgreed, noStatement, statementDecided, nameless, ownWords, ownPostmortem
    case ownReview, vendorsIncident, embargoPast, componentsNeeded, noBrandYet, twoTitles, planOrder
    case startPlanned, isEmpty, isLong, describedMeanwhile, missingPromised, missingDeclare, missingCorrect
    case unknownPlace, openBrace, noFact, noneNamed, neverInUse, hasOpenIncident, hasSeries, readersWait, tellsAlone
    case componentRetired, brandRetired, groupTitle, groupsMost, sectionsMost, oneGroup, darkContrast, lightContrast
    case noneOfOurs, otherOfOurs, tooFarBack, noteAhead, journalFull, journalFault, journalRefused

    // What fields are called within a sentence.
    case fieldTitle, fieldSummary, fieldText, fieldEvidence, fieldClientImpact, fieldOverview, fieldContext
    case fieldRootCause, fieldSymptom, fieldAction

    /// The field of a text by its name in an order.
    package init?(field: String) {
        let known = Self.allCases.first { $0.rawValue.hasPrefix("field") && LanguagePack.englishDesk[$0] == field }
        guard let known else { return nil }
        self = known
    }
}

extension LanguagePack {
    /// The words for a refusal of the desk with its places filled.
    package func say(desk phrase: DeskPhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(deskWords[phrase] ?? Self.englishDesk[phrase] ?? phrase.rawValue, facts)
    }

    package var deskWords: [DeskPhrase: String] {
        if let added { return added.desk }
        return switch language {
        case .french: Self.frenchDesk
        case .italian: Self.italianDesk
        default: Self.englishDesk
        }
    }
}
