/// A label or sentence that pages say, by what it means. Each language has its own words for it (see ``LanguagePack``);
/// names in braces are filled from facts.
package enum Phrase: String, Sendable, Hashable, CaseIterable {
    // Around every page.
    case skipToContent, home, providers, languages, youAreHere, tagline, footerRule, timesIn, asOf, staleBanner

    // Home.
    case homeCalm, homeOngoing, homeWatching, homeLastImpact, homeNoProviderTitle, homeNoProviderText, noIncidentYet
    case ongoingNow, recentIncidents, homeDescription

    // Provider.
    case providerCalm, providerHit, providerUnknown, providerNoIncident, providerDescription, components, noComponent
    case allIncidents, brandsOf, brandSpeaks, ninetyDaysAgo, today, withoutKnownImpact, barsImpact, barsNoImpact
    case barsUnknown, componentFine, componentHit, componentUnknown, percentageRule

    // Columns of tables.
    case columnDate, columnIncident, columnSeverity, columnRealImpact, columnPageSays, columnFirstWord

    // Incident: head and figures.
    case incidentDescription, ourReading, theirWord, theirPriority, atAGlance, realImpact, theirPageSays,
        firstPublicWord
    case causeNamed, noticed, afterItWasOver, whileCustomersHit, atClock, notKnown, notTold, noWord, severalWindows
    case stillGoingOn, noPageTime, whatFailed

    // Incident: the picture.
    case onOneTimeAxis, axisDescription, sameInWords, rowImpact, rowPage, rowSilence, rowWords, rowInside, lasting
    case silenceOf, silenceOfBrand, neverTold, recurrenceNeverTold, impactBegins, impactReturns, impactOver, pageOpens
    case pageCloses, quietFor, laterBy, openUntilNow, pageLegend

    // Incident: the sections.
    case whatWasSaid, nothingSaid, recurrenceNotAnnounced, recurrenceText, postmortemPublished, readPostmortem
    case missingLanguages, textIn, whatDoesNotAddUp, whenCustomersWereHit, windowStart, windowEnd, windowLength
    case windowEvidence, windowComponents, claimsHistory, claimFact, claimValue, claimSource, claimStated
    case postmortem, impactOnCustomers, rootCause, actions, symptom, action, publishedAfter, proof, sameAsJSON

    // What went wrong.
    case notFoundTitle, notFoundText, serverErrorTitle, serverErrorText, startingTitle, startingText, refusedTitle
    case refusedText, requestNumber, backHome

    // Around every page, since providers are followed.
    case sections, navFollow, navSearch, navCompare, navInsights, older, newest, next, previous, showing, readAll
    case bytes, kilobytes

    // Incident: the vendor's own record.
    case vendorPage, sampleNotice, plannedBetween, plannedFrom, howBad, readingWho, readingWord, readingWhy
    case readingOurs, readingPage, readingPriority, readingMapped, readingKept, readingNoWord, whatReallyHappened
    case noWindowText, recordClosed, recordOpen, editSeen, editBecame, editAdded, editRemoved, editSameWords, editMore
    case earlierText, touches, otherTickets, theirStatus, firstSeen, archivedOriginals, originalFetched, originalFrom
    case originalSize, originalDigest, originalsRule, alsoToldBy, seeEvent, laterThanThis, earlierThanThis, sameMoment

    // Provider: its page, and how it is read.
    case stateUnreadable, stateTroubled, stateNotRead, unreadableText, ownFaultText, notReadText, providerReported
    case providerTroubled, itsPageSays, pageSentence, pageSaidAt, pageAllFine, pageTroubled, itsOwnPage, readAs
    case sinceDate, warnings, theirClaim, uptimeRule, maintenance, noMaintenance, feeds, feedsRule, noOlderIncident
    case compareWith

    // Honesty.
    case honestyLink

    // Following.
    case followTitle, followLead, followSearchLabel, searchButton, followURLLabel, followURLHint, followByURL
    case followButton, followThis, followedAlready, unfollowButton, unfollowThis, followDone, unfollowDone
    case followRefused, followKnown, seeProvider, writingClosed, writingCommand, writingAsk
    case writingByRole, writingAskAdmin, signedInAs, signedInConsole, catalogue, catalogueNone
    case catalogueEmpty

    // The directory of providers.
    case directoryDescription, directoryCount, filterLabel, filterButton, filterClear, directoryNone, directoryNoMatch
    case allProviders, ownFaultBanner, homePages, homePagesUnreadable

    // Search.
    case searchTitle, searchDescription, searchWords, searchProvider, searchChannel, searchCause, searchSeverity
    case searchFrom, searchTo, searchAny, searchStart, searchNothing, searchMore, searchFailed, searchBadDate
    case searchBadFilter, searchBadOrder, searchTouches, searchEverything, searchResults, searchNext, searchFilters

    // Events.
    case eventTitle, eventAlone, eventLead, eventWho, eventWhy, eventBegan, eventReason, eventFirst, eventDecisions
    case eventNoDecision, decisionJoined, decisionApart, reasonReference, reasonFamily, reasonFamilyPaper
    case reasonEntity, reasonPerson, reasonThrough, joinTitle, joinField, decisionReason, joinButton, splitTitle
    case splitField, splitButton, decisionKept, decisionDone, eventOpen

    // Our own severity, and why.
    case rulePlannedWork, ruleCoreOutage, ruleCoreOutageBrief, ruleCorePartial, ruleCorePartialLong, ruleCoreDegraded
    case ruleCoreDegradedLong, ruleCoreStated, ruleCoreStatedLong, ruleSupportOutage, ruleSupportOutageLong
    case ruleSupportPartial, ruleSupportDegraded, ruleSupportStated, ruleUnplacedOutage, ruleUnplacedPartial
    case ruleUnplacedDegraded, ruleNothing, playedDown

    // How honestly a provider tells.
    case honestyTitle, honestySection, honestyDescription, honestyLead, honestyNone, honestyPart, honestyGrade
    case honestyNoGrade, figureGrade, figureN, figureTooFew, figureNone, measureFirstWord, measureToldAfter
    case measurePage, measurePostmortems, measurePostmortemDelay, measureHidden, measureHarmless, measureCorrections
    case ruleFirstWord, ruleToldAfter, rulePage, rulePostmortems, rulePostmortemDelay, ruleHidden, ruleHarmless
    case ruleCorrections, shareOf, timesOf, timesRatio, rowsBehind, rowLag, rowAfterEnd, rowPostmortem, rowHidden, yes
    case no, median

    // Compare.
    case compareTitle, compareDescription, comparePick, compareNobody, compareButton, compareFew, compareNone
    case compareMany, compareUnknown, columnFigure, stateNow, outages90, impact90, uptime90, bars90, watchedDays
    case overallGrade, compareRule

    // Insights.
    case insightsTitle, insightsDescription, insightsLead, insightsLatest, insightsNone, originsTitle, originChanges
    case originSuppliers, originOthers, originUnknown, causesTitle, lagsTitle, month, share, impactSum
    case columnCauseHead, incidentsHead, causesColumn, noIncidentMonth, lagOf, earlierMonths

    // The journal can't be read.
    case unreadableTitle, unreadableAdvice

    // The catalogue.
    case vendorPayments, vendorAcquiring, vendorBanking, vendorOpenBanking, vendorIdentity, vendorInfrastructure
    case vendorCommerce, vendorScheme, vendorTelecom, reachVerified, reachDetected, reachNone, reachUnknown
    case catalogueCount, statusPage, followNotVendor

    // Home, since pages are followed.
    case homeReported, homeBlind, homeFollowFirst

    // Incident: its first line, where nobody wrote one.
    case leadOngoing, leadOver, leadReported, payments

    // Small words.
    case compareFigures, alsoNobody

    // Alerts.
    case navAlerts, alertsTitle, alertsLead, alertsRoutes, alertsNoRoutes, alertsNoChannels, alertsAdd, alertsChange
    case alertsChangeThis, alertsRemove, alertsRemoveThis, alertsChannels, alertsChannelsRule, alertsPending
    case alertsNoPending, alertsDead, alertsNoDead, alertsDeadRule, alertsLog, alertsNoLog, alertsMore, alertsTest
    case alertsTestThis, alertsAgain, alertsAgainThis, alertsDoneRoute, alertsDoneRemoved, alertsDoneAgain
    case alertsDoneTest, alertsRefused, columnChannel, columnKind, columnFollows, columnAbout
    case columnWanted, columnAttempts, columnWhy, columnOutcome, columnAt, columnDo, followUpNone, followUpEdit
    case followUpThread, outcomeDelivered, outcomeFailed, outcomeDead, routeTells, routeWhen, routeEverything
    case routeOfProviders, routeOfComponents, routeOfServices, routeOfEntities, routeAtLeast, routeQuiet, routeHourly
    case routeDaily, routePasses, routePassesNothing, routeFromConfiguration, routeFromPerson, kindIncident
    case kindCase
    case kindRecurrence, kindMaintenance, kindUnreadable, wordOr, wordAnd, routeFormLead, routeName, routeNameHint
    case routeTo, routeKinds, routeSeverity, routeAnySeverity, routeProviders, routeListHint, routeComponents
    case routeServices, routeServicesHint, routeEntities, routeQuietFrom, routeQuietTo, routeClockHint, routeZone
    case routeDigest, routeDigestNone, routeDigestHourly, routeDigestDaily, routeDigestAt, routePassesField
    case routePassesNone, routeLanguage, routeSave, routeOverride, problemFields, problemName, problemTaken
    case problemChannels, problemKinds, problemChoice, problemWord, problemClock, problemZone, problemQuietHalf
    case problemReason, problemIncident, problemSameIncident, problemFollowNothing, explainTitle, explainLead
    case explainField, explainHint, explainButton, explainOver, explainNoRoutes, explainSomebody, explainNobody
    case explainTells, explainHeld, explainDigest, explainFails, columnCondition, columnWants, columnFound
    case columnHolds, conditionComponent, conditionEntity, conditionAtLeast

    // Figures that nothing holds.
    case honestyNoFigure

    // Who may change something.
    case writingRefused
}

/// A thing that pages count.
package enum Counted: String, Sendable, Hashable, CaseIterable {
    case providers, brands, components, incidents, ongoingIncidents, windows, days, actions, more
    case openIncidents, originals, vendors, found, tellings, unreadable, targets, vantages
}

/// The forms of a counted thing; `{n}` is the number. Most languages of payment pages have two.
package struct PluralForms: Sendable, Hashable {
    package var one: String
    package var other: String
    /// Further forms by the names that the language's rules give them, such as `few`.
    package var others: [String: String]

    package init(_ one: String, _ other: String, others: [String: String] = [:]) {
        self.one = one
        self.other = other
        self.others = others
    }
}
