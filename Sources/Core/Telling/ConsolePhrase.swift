internal import Vocabulary

/// What the console says besides the words of the public pages, by what it means. Each language has its own words for
/// it; names in braces are filled from facts, and one without a fact stands for what people are to type.
package enum ConsolePhrase: String, Sendable, Hashable, CaseIterable {
    // Around every page.
    case navOverview, navIncidents, navDeclare, navPlan, navCatalogue, navUsers, navTokens, navAudit
    case navAccountOf, signOut, save, preview, previewTitle, previewPublic, previewWaits, readsInstead, name
    case email, password, words, state, noneChosen, never, wordYes, wordNo, thereNow, conflictKept

    // What is refused.
    case refusedTitle, refusedToken, refusedForm, refusedBody, refusedSignedOut, refusedTooSlow, notFoundHere
    case refusalPassword, refusalCode, refusalThrottled, refusalShort, refusalLong, refusalCommon
    case refusalTaken, refusalVoid, refusalSetUp, refusalLastAdmin, refusalConflict, refusalUnavailable
    case refusalStranger, refusalOpenID, refusalOpenIDLate, refusalOpenIDAway, refusalNotBelieved
    case refusalPasswords
    case problemFields, problemChoice, problemChooseOne, problemNumber, problemTime, problemTimeMissing
    case problemTimeGap, problemTimeTwice, problemZoneMissing, problemDay, problemReference, problemTaken
    case problemIdentifier, problemAddress, problemAgain

    // Times.
    case timeHint, zoneOf, dayHint

    // At the door.
    case firstRunTitle, firstRunLead, firstRunCode, firstRunCodeHint, firstRunSend, yourName, choosePassword
    case passwordAgain, passwordHint, signInTitle, signIn, signInAgain, haveInvitation, haveReset
    case secondStepTitle, secondStepLead, code, codeHint, joinTitle, joinLead, invitationCode, joinSend
    case newPasswordTitle, newPasswordLead, resetCode, newPasswordSend, donePassword, doneSignedOut
    case signInBy, signInByPassword, firstRunOpenID, accountOpenID, invitedOpenID

    // One's own account.
    case accountTitle, accountLead, profile, languageOfYours, changePassword, changePasswordRule
    case currentPassword, secondFactor, factorNone, factorThere, factorBegin, factorTitle, factorLead
    case factorLink, factorConfirm, factorCodeHint, factorRemove, recoveryNew, recoveryTitle, recoveryDone
    case recoveryLead, recoveryKept, sessionsTitle, sessionFacts, sessionHere, unknownBrowser, revoke
    case revokeSessionOf, revokeOthers, doneSaved, donePasswordChanged, doneFactorRemoved, doneRevoked
    case changeEmail, newEmail, changeEmailRule, doneEmail, problemEmail

    // Tokens.
    case tokensTitle, tokensLead, tokenOnce, tokenFacts, tokenOver, tokensNone, tokenNew, tokenName
    case tokenNameHint, tokenDays, tokenDaysHint, tokenScopes, tokenIssue, revokeToken

    // People.
    case roles, roleViewer, roleResponder, roleCommunicator, roleApprover, roleAdmin, rightLook, rightDeclare
    case rightSentence, rightPropose, rightApprove, rightSources, rightAlerts, rightCatalogue
    case rightSubscribers, rightReport, rightAgents, rightUsers, rightAudit, userInvited, userActive, userDisabled
    case inviteTitle, invite
    case invitedDone, theirLanguage, resetDone, userGiveReset, userEndSessions, userDisable, userEnable
    case whatCanBeDone

    // Overview.
    case overviewCalm, overviewOpen, overviewNothing, overviewBegin, overviewBeginOther, openIncidents
    case waitsTitle, waitsNothing, waitsYou, waitsReview, waitsOther, waitsReviewOther, draftsTitle, writtenBy
    case plannedTitle, plannedNothing, incidentsNone

    // Declaring.
    case declareTitle, declareLead, titleField, summaryField, severityField, componentsHit, declareStart
    case declareStartHint, declareWord, declareNoWord, priorityField, declareP1, declareP1Hint, declareInside
    case declareSend, doneDeclared, planTitleNew, planLead, planComponents, planStart, planEnd, planSend
    case planSeries

    // An incident.
    case plannedFor, impactSince, toldOn, whoSees, publicNow, teamOnly, withheldNow, embargoUntil, declaredBy
    case saidTitle, saidNothing, declaredMissing, standingSentence, standingWaiting, standingApproved
    case standingReviewDue, standingReviewed, standingDeclined, correctionWaits, earlierWords, untilClock
    case ownWords, approve, approveThis, decline, declineWhy, review, reviewThis, correct, correctSend
    case sayTitle, saySentence, saySend, nextUpdate, nextUpdateHint, proposeTitle, proposeRule, proposeRuleP1
    case proposeSend, placesHint, declareMissing, declareMissingHint, onlyBrands, onlyBrandsHint, windowsTitle
    case windowsNone, windowAdd, windowCorrect, windowWithdraw, windowWithdrawRule, windowFrom, windowUntil
    case windowUntilHint, goesOn, evidence, confidence, resolveTitle, resolveRule, resolveSend, reopenTitle
    case reopenRule, reopenSend, planTitle, planBegin, planMove, planCancel, planComplete, planScheduled
    case planUnderWay, planCompleted, planCancelled, headTitle, categoryField, responsibilityField
    case referenceField, showRule, showNow, withholdRule, withhold, embargo, embargoField, notesTitle
    case noteField, noteKind, noteAt, notePublic, noteSend, historyTitle, columnWhen, columnWho, columnWhat
    case columnAbout, doneWindow, doneWindowWithdrawn, doneSaid, doneProposed, doneApproved, doneDeclined
    case doneReviewed, doneCorrected, doneReopened, doneResolved, doneShown, doneEmbargoed, doneWithheld
    case doneNoted, donePlanned

    // Post-mortem.
    case postmortemTitle, postmortemNone, postmortemDraft, postmortemPublic, postmortemOpen, postmortemSave
    case postmortemPublish, doneDraft, doneLearned, partImpact, partOverview, partContext, partCause
    case partNotes, actionNumber, actionSymptom, actionDeed, actionOwner, actionDue, actionOpen
    case actionUnderWay, actionDone, actionDropped

    // The catalogue.
    case catalogueLead, catalogueNone, providersTitle, brandsTitle, componentsTitle, sentencesTitle
    case seriesTitle, newProvider, newBrand, newComponent, newSentence, newSeries, identifier, identifierHint
    case zoneField, zoneHint, numbering, numberingHint, brandLanguages, brandLanguagesHint, brandFirst
    case brandHosts, brandHostsHint, brandColour, brandColourHint, brandHomepage, sectionNumber, sectionHint
    case channelField, shownOn, orderField, orderHint, phaseField, phaseMeasured, phaseTotal, phasePartial
    case phaseSupplier, phaseFix, phaseRecovered, phaseRecurred, phaseResolved, phaseScheduled, phaseBegun
    case phaseDone, phaseCancelled, phaseOther, seriesFirst, seriesMinutes, seriesRhythm
    case seriesInterval, seriesIntervalHint, seriesUntil, seriesUntilHint, seriesEnded, rhythmDaily
    case rhythmWeekly, rhythmMonthlyByWeekday, rhythmMonthlyByDay

    // Audit.
    case auditLead, auditOlder

    // Subscribers.
    case navSubscribers, subscribersLead, subscribersOff, subscribersNoBrand, subscribersNone
    case subscribersNoMatch, subscribersFurther, subscribersNext, subscribersOf, subscriberBrand
    case subscriberWay, subscriberAny, subscriberSearch, subscriberSearchHint, subscriberFind
    case subscriberUnconfirmed, subscriberConfirmed, subscriberUnsubscribed, subscriberFailing
    case subscriberAsked, subscriberSince, subscriberAll, subscriberRemove, subscriberRemoveOf, subscriberAsk
    case subscriberAskOf, subscriberNew, subscriberNewLead, subscriberAddress, subscriberAddressHint
    case subscriberComponents, subscriberComponentsHint, subscriberAskSend, subscriberList, subscriberListLead
    case subscriberCSV, subscriberCSVHint, subscriberTake, subscriberTaken, subscriberLine, subscriberFull
    case subscriberNotWanted, doneAskedReader, doneTooSoon, doneRemovedReader, failedTitle, failedLead
    case failedNone, failedLine, failedAgain, failedAgainOf, failedAll, failedGone, failedMore
    case doneAgain, failedUnknown

    // Words that wait for a second person.
    case wordsWaiting, agreeAlone, doneAgreed, titleHint, doneDeclaredWaits, doneWaits
    // The start of an impact, from evidence.
    case startUnknown, startMeasured, startStated, startSeen, startAt, startEvidenceHint
    case originField, problemStartSource, declareWordFits, phaseReported

    // Taking out of use.
    case retire, retireOf, retireLead, takeBack, takeBackOf, retiredNow, retiredTitle, doneRetired
    case doneTakenBack

    // How a brand looks, and groups of components.
    case brandDarkColour, brandDarkColourHint, brandContrast, groupNumber, groupHint, logoTitle, logoNone
    case logoFile, logoHint, logoSend, logoPreview, logoUse, logoRemove, logoOf, doneLogo, doneLogoRemoved
    case problemLogoMissing

    // Who was told, and what was learned as readers see it.
    case toldTitle, toldNobody, toldNothing, toldCount, toldWaiting, toldDead, toldSkipped, toldPostmortem
    case toldOpen, toldGivenUp, postmortemLead, postmortemSaved, postmortemInside, partServices, partActions
    case nothingWritten

    // Rights.
    case rightAlertsRead

    // Did they get it.
    case deliveriesTitle, deliveriesOpen, deliveriesOf, deliveriesNone, deliveriesOlder, deliveryTold
    case deliverySkipped, deliveryDead, deliveryWaiting

    // Words that others took the place of.
    case deliveryReplaced

    // Where a time is from.
    case timeFrom, timeNow, timeTyped, problemTimeTwoWays

    // Taking back what was never agreed to.
    case doneTakenBackWaits

    // A forgotten password.
    case forgottenLink, forgottenTitle, forgottenLead, forgottenSend, doneForgotten, forgottenMailTitle
    case forgottenMailText

    // Moving in and out.
    case navMoving, movingLead, movingIn, movingInLead, movingURL, movingURLHint, movingFile, movingFileHint
    case movingLanguageField, movingLanguageHint, movingBegin, movingFileBegin, movingListTitle, movingListLead,
        movingListFile, movingExport
    case movingExportLead, movingExportBegin, movingBusy, movingNoBrand, movingLanguage, movingUnreadable
    case movingUnreachable, movingList, movingNoFolder, movingFolder, movingKeyReused, movingStopped, movingNow
    case movingLook, movingStarted, movingEnded, movingFailed, movingReading, movingRecording, movingWriting
    case movingCount, movingComponents, movingIncidents, movingKnown, movingSubscribers, movingOthers
    case movingRefused, movingBrands, movingWritten, movingUnchanged, movingRemoved, movingLatest, movingNothingYet
    case problemMovingURL, problemMovingFile

    // What is watched.
    case navWatch, navNoise, standingUp, standingDegraded, standingDown, standingUnknown, watchSilent
    case watchNeverHeard, watchOnDemand, watchNothing, watchBegin, watchLook, watchCasesTitle, watchVantages
    case watchTitleOld, watchTitleOne, watchTitleNoCause, watchTitleMany, watchTitleIll, watchTitleUnknown
    case watchTitleCalm, watchLead, watchHeard, watchNeverHeardLong, watchOld, watchUnreached, watchProbe
    case watchDirect, watchNobodyAsks, watchAllOf, watchSomeOf, watchMore, watchSilentSince, watchSince
    case watchLasted, vantageAnchors, vantageAlone, vantageFine, caseNumber, caseCause, caseNoCause
    case caseNobodyWoken, caseOpen, caseMonitoring, caseClosed, casesOpen, casesClosed, casesNoneOpen, casesNone
    case caseIncident, caseUnstable, caseWithheld, causeLikeliest, causesTitle, causesNone, causeExplains
    case causeNothingAgainst, causeAgainst, causeChange, causeRecent, causeIndistinct, causeTargets, targetFails
    case targetPasses, missingProbe, recurrenceSame, recurrenceLike, graphAbout, graphExplains, graphAgainst
    case symptomsTitle, symptomOver, symptomStage, spansTitle, spanFrom, spanTo, spanLength, spanOngoing
    case timelineTitle, timelineNone, momentFirst, momentFirstFrom, momentPaged, momentPagedUnstable
    case momentAttached, momentDetached, momentRevised, momentReopened, momentMonitoring, momentClosed, momentNamed,
        targetAsks,
        targetEvery
    case targetOf, targetPath, targetThrough, targetPool, targetCases, targetBlinked, evidenceTitle, sampleAt
    case sampleVantage, sampleOutcome, sampleTime, outcomeGood, outcomeRefused, outcomeFailed, outcomeLate
    case measuredTitle, historyUnread, historyEmpty, historyNoAnswer, historyAllVantages, historySpan
    case historyTable, reachHour, reachDay, reachWeek, reachYear, availabilityTitle, availabilityOf
    case availabilityUnknown, legendGood, legendFailed, legendUnknown, percentilesTitle, percentile50
    case percentile95, percentile99, headMedian, phasesTitle, phaseResolve, phaseConnect, phaseSecure, phaseWait
    case phaseReceive, latestTitle, latestNone, changesTitle, changesNone, stageName, stageConnect
    case stageHandshake, stageRequest, stageAnswer, stageBehind, stageContent, stageOwn, ruleQuiet, ruleQuorum
    case ruleNoQuorum, ruleStale, ruleLoss, ruleSlow, ruleGap, ruleDrop, ruleBurn, ruleUnstable, ruleRecovered
    case ruleSilent, ruleTold, ruleNameSilent, ruleNameTold, probeAlerts
    case ruleNameQuorum, ruleNameNoQuorum, ruleNameStale, ruleNameLoss, ruleNameSlow, ruleNameGap, ruleNameDrop
    case ruleNameBurn, ruleNameUnstable, ruleNameRecovered, ruleNameQuiet, partZone, partResolver, partNetwork
    case partLoadBalancer, partIngress, partRelation, partInstance, partCertificate, partDatabase, partQueue
    case partProvider, partProviderServer, partIssuer, pathExternal, pathIngress, pathInstance, pathHop
    case pathProviderServer, pathNameServer, probeCertificate, probeFile, probeCommand, probeHeartbeat
    case probeCounters, noiseLead, noiseNight, noiseFrom, noiseCut, noiseNothing, noiseTarget, noiseRule
    case noiseJudged, noiseBlinked, noisePaged, noiseByNight, noiseWithheld, noiseDoubted, noiseDoubtedLine

    // From verdict to word.
    case navAnnouncing, announcingLead, announcingWaitsTitle, announcingNothing
    case announcingLatest, announcingNoCase, announcingCase, announcingIn
    case announcingDue, announcingStop, announcingStopped, announcingTold
    case announcingDraft, announcingLeft, announcingEndProposed, announcingEndRecorded
    case announcingTakeEnd, announcingSince, announcingReal, announcingFalse
    case announcingKnownWork, announcingLabelled, announcingEvidence, announcingLook
    case announcingLeftOver, announcingLeftEmbargo, announcingLeftPeople, announcingLeftLabel
    case announcingLeftWork, announcingLeftEvidence, announcingLeftRefused
}

extension LanguagePack {
    /// The words for a phrase of the console with its places filled.
    package func say(console phrase: ConsolePhrase, _ facts: [String: String] = [:]) -> String {
        Self.fill(consoleWords[phrase] ?? Self.allEnglishConsole[phrase] ?? phrase.rawValue, facts)
    }

    package var consoleWords: [ConsolePhrase: String] {
        if let added { return added.console }
        return switch language {
        case .french: Self.allFrenchConsole
        case .italian: Self.allItalianConsole
        default: Self.allEnglishConsole
        }
    }

    private static let allEnglishConsole = englishConsole.merging(englishConsoleWork) { first, _ in first }
        .merging(englishConsoleMoving) { first, _ in first }.merging(englishConsoleWatching) { first, _ in first }
        .merging(englishConsoleAnnouncing) { first, _ in first }
    private static let allFrenchConsole = frenchConsole.merging(frenchConsoleWork) { first, _ in first }
        .merging(frenchConsoleMoving) { first, _ in first }.merging(frenchConsoleWatching) { first, _ in first }
        .merging(frenchConsoleAnnouncing) { first, _ in first }
    private static let allItalianConsole = italianConsole.merging(italianConsoleWork) { first, _ in first }
        .merging(italianConsoleMoving) { first, _ in first }.merging(italianConsoleWatching) { first, _ in first }
        .merging(italianConsoleAnnouncing) { first, _ in first }
}
