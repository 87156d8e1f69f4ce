package import Access
package import HTTP
internal import Subscribing

/// Every address of the console, and who may ask for it: the one table. The router is made of it, and so is the test
/// that walks every route with every role.
package enum ConsoleRoute: String, Sendable, Hashable, CaseIterable {
    // For whoever is not signed in.
    case style, script, firstRun, firstRunSent, signIn, signInSent, secondStepSent, join, joinSent, newPassword,
        newPasswordSent, forgotten, forgottenSent
    case openIDAsked, openIDAnswered

    // For whoever is.
    case signOutSent, account, profileSent, emailSent, passwordSent, factorBegun, factorConfirmed, factorRemoved,
        recoverySent
    case sessionRevoked, sessionsRevoked, tokens, tokenIssued, tokenRevoked

    // Work on incidents.
    case overview, incidents, incident, declare, declareSent, plan, planSent, headSent, windowSent, windowWithdrawn
    case sentenceSent, textSent, approved, declined, reviewed, corrected, reopened, resolved, shown, embargoed, withheld
    case told, noted, planMoved, planBegun, planCompleted, planCancelled, postmortem, postmortemSent,
        postmortemPublished

    // What the organisation is made of, and who works here.
    case catalogue, catalogueNew, catalogueItem, catalogueSent, catalogueItemSent, catalogueRetired, catalogueTakenBack
    case catalogueAgreed, catalogueDeclined
    case logoSent, logoChosen, logoRemoved, logoShown
    case users, userInvited, user, rolesSent, userDisabled, userEnabled, userReset, userFactorRemoved, userSessionsEnded
    case audit

    // Who is told what the pages say.
    case subscribers, subscribersSought, subscriberAdded, subscriberAsked, subscriberRemoved, subscribersImported
    case givenUp, givenUpResent, deliveries

    // From verdict to word: what waits to be said, what people say of cases.
    case announcing, announcingCase, announcingStopped, announcingLabelled, announcingEnded, announcingEvidence

    // What takes long: moving in and out.
    case moving, movingAddressSent, movingFileSent, movingListSent, movingExported

    // What is watched, and what is concluded from it.
    case watch, watchTarget, watchCases, watchCase, watchNoise

    /// Who may ask.
    package enum Need: Sendable, Hashable {
        case nobody
        /// Anybody who is signed in: it is about themselves.
        case person
        /// All of these.
        case rights(Set<Right>)
    }

    package var need: Need {
        switch self {
        case .style, .script, .firstRun, .firstRunSent, .signIn, .signInSent, .secondStepSent, .join, .joinSent,
            .newPassword, .newPasswordSent, .forgotten, .forgottenSent, .openIDAsked, .openIDAnswered:
            .nobody
        case .signOutSent, .account, .profileSent, .emailSent, .passwordSent, .factorBegun, .factorConfirmed,
            .factorRemoved, .recoverySent, .sessionRevoked, .sessionsRevoked, .tokens, .tokenIssued, .tokenRevoked:
            .person
        case .overview, .incidents, .incident, .told, .postmortem, .catalogue, .watch, .watchTarget, .watchCases,
            .watchCase, .watchNoise, .announcing, .announcingCase, .announcingEvidence:
            .rights([.look])
        // What is public by declaring is asked about when it is clear whether it is.
        case .declare, .declareSent, .headSent, .windowSent, .windowWithdrawn, .noted, .announcingStopped,
            .announcingLabelled, .announcingEnded:
            .rights([.declareAndUpdate])
        case .plan, .planSent, .reopened, .resolved, .shown, .embargoed, .withheld, .planMoved, .planBegun,
            .planCompleted, .planCancelled:
            .rights([.declareAndUpdate, .publishSentence])
        case .sentenceSent: .rights([.publishSentence])
        case .textSent, .corrected, .postmortemSent: .rights([.proposeText])
        case .approved, .declined, .reviewed, .postmortemPublished, .catalogueAgreed, .catalogueDeclined:
            .rights([.approveText])
        case .catalogueNew, .catalogueItem, .catalogueSent, .catalogueItemSent, .catalogueRetired, .catalogueTakenBack,
            .logoSent, .logoChosen, .logoRemoved, .logoShown:
            .rights([.manageCatalogue])
        case .users, .userInvited, .user, .rolesSent, .userDisabled, .userEnabled, .userReset, .userFactorRemoved,
            .userSessionsEnded:
            .rights([.manageUsers])
        case .audit: .rights([.readAudit])
        case .subscribers, .subscribersSought, .subscriberAdded, .subscriberAsked, .subscriberRemoved,
            .subscribersImported, .givenUp, .givenUpResent, .deliveries:
            .rights([.manageSubscribers])
        case .moving, .movingAddressSent, .movingFileSent, .movingExported: .rights([.manageCatalogue])
        case .movingListSent: .rights([.manageCatalogue, .manageSubscribers])
        }
    }

    /// Whether there is one for all languages: a file, and the one address that an identity provider knows.
    package var hasNoLanguage: Bool { self == .style || self == .script || self == .openIDAnswered }

    /// `/LANGUAGE/console` stands in front of it, unless it ``hasNoLanguage``.
    package var pattern: String {
        switch self {
        case .style: "/console.css"
        case .script: "/console.js"
        case .overview: ""
        case .firstRun, .firstRunSent: "/first-run"
        case .signIn, .signInSent: "/sign-in"
        case .secondStepSent: "/sign-in/code"
        case .openIDAsked: "/sign-in/openid"
        case .openIDAnswered: "/console/openid"
        case .join, .joinSent: "/join"
        case .newPassword, .newPasswordSent: "/new-password"
        case .forgotten, .forgottenSent: "/forgotten-password"
        case .signOutSent: "/sign-out"
        case .account: "/account"
        case .profileSent: "/account/profile"
        case .emailSent: "/account/email"
        case .passwordSent: "/account/password"
        case .factorBegun: "/account/second-factor"
        case .factorConfirmed: "/account/second-factor/confirm"
        case .factorRemoved: "/account/second-factor/remove"
        case .recoverySent: "/account/recovery-codes"
        case .sessionRevoked: "/account/sessions/revoke"
        case .sessionsRevoked: "/account/sessions/revoke-others"
        case .tokens, .tokenIssued: "/tokens"
        case .tokenRevoked: "/tokens/revoke"
        case .incidents: "/incidents"
        case .declare, .declareSent: "/declare"
        case .plan, .planSent: "/plan"
        case .incident: "/incidents/:incident"
        case .postmortem, .postmortemSent: "/incidents/:incident/postmortem"
        case .postmortemPublished: "/incidents/:incident/postmortem/publish"
        case .catalogue: "/catalogue"
        case .catalogueNew, .catalogueSent: "/catalogue/:kind"
        case .catalogueItem, .catalogueItemSent: "/catalogue/:kind/:item"
        case .catalogueAgreed: "/catalogue/:kind/:item/agree"
        case .catalogueDeclined: "/catalogue/:kind/:item/decline"
        case .catalogueRetired: "/catalogue/:kind/:item/retire"
        case .catalogueTakenBack: "/catalogue/:kind/:item/take-back"
        case .logoSent: "/catalogue/:kind/:item/logo"
        case .logoChosen: "/catalogue/:kind/:item/logo/use"
        case .logoRemoved: "/catalogue/:kind/:item/logo/remove"
        case .logoShown: "/catalogue/:kind/:item/picture/:picture"
        case .users, .userInvited: "/users"
        case .user: "/users/:user"
        case .rolesSent: "/users/:user/roles"
        case .userDisabled: "/users/:user/disable"
        case .userEnabled: "/users/:user/enable"
        case .userReset: "/users/:user/reset"
        case .userFactorRemoved: "/users/:user/second-factor"
        case .userSessionsEnded: "/users/:user/sessions"
        case .audit: "/audit"
        case .subscribers, .subscribersSought: "/subscribers"
        case .subscriberAdded: "/subscribers/add"
        case .subscriberAsked: "/subscribers/ask"
        case .subscriberRemoved: "/subscribers/remove"
        case .subscribersImported: "/subscribers/import"
        case .givenUp, .givenUpResent: "/subscribers/given-up"
        case .deliveries: "/subscribers/told/:subscriber"
        case .announcing: "/announcing"
        case .announcingCase: "/announcing/:case"
        case .announcingStopped: "/announcing/:case/stop"
        case .announcingLabelled: "/announcing/:case/label"
        case .announcingEnded: "/announcing/:case/end"
        case .announcingEvidence: "/announcing/:case/evidence"
        case .moving: "/moving"
        case .movingAddressSent: "/moving/address"
        case .movingFileSent: "/moving/file"
        case .movingListSent: "/moving/list"
        case .movingExported: "/moving/export"
        case .watch: "/watch"
        case .watchTarget: "/watch/target"
        case .watchCases: "/watch/cases"
        case .watchCase: "/watch/cases/:case"
        case .watchNoise: "/watch/noise"
        default: "/incidents/:incident/" + deed
        }
    }

    /// The last word of the address of what is done to an incident.
    package var deed: String {
        switch self {
        case .told: "told"
        case .headSent: "head"
        case .windowSent: "window"
        case .windowWithdrawn: "withdraw-window"
        case .sentenceSent: "say"
        case .textSent: "propose"
        case .approved: "approve"
        case .declined: "decline"
        case .reviewed: "review"
        case .corrected: "correct"
        case .reopened: "reopen"
        case .resolved: "resolve"
        case .shown: "publish"
        case .embargoed: "embargo"
        case .withheld: "withhold"
        case .noted: "note"
        case .planMoved: "move-plan"
        case .planBegun: "begin-plan"
        case .planCompleted: "complete-plan"
        case .planCancelled: "cancel-plan"
        default: rawValue
        }
    }

    /// How long its form may be where that brings a file.
    package var fileBytesMost: Int? {
        switch self {
        case .logoSent: Multipart.bytesMost
        // The longest list that is read at once, and what stands around it.
        case .movingFileSent, .movingListSent: SubscriberImport.bytesMost + (64 << 10)
        default: nil
        }
    }

    package var takesFile: Bool { fileBytesMost != nil }

    /// What reads is asked for; what changes something is sent as a form.
    package var method: HTTPMethod {
        switch self {
        case .style, .script, .firstRun, .signIn, .openIDAsked, .openIDAnswered, .join, .newPassword, .forgotten,
            .account, .tokens,
            .overview, .incidents, .incident, .told, .declare, .plan, .postmortem, .catalogue, .catalogueNew,
            .catalogueItem,
            .logoShown, .users, .user, .audit, .subscribers, .givenUp, .deliveries, .moving, .watch, .watchTarget,
            .watchCases, .watchCase, .watchNoise, .announcing, .announcingCase, .announcingEvidence:
            .get
        default: .post
        }
    }
}
