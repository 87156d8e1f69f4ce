/// What the API can be asked to do. Each row of the ``RouteTable`` belongs to one of these, and ``APIRoutes`` answers
/// each of them, so that what is described and what is answered can't drift apart.
package enum APIOperation: String, Sendable, Hashable, CaseIterable {
    // Reading.
    case readIndex, listProviders, readProvider, readHonesty
    case listIncidents, exportIncidents, readIncident, readHistory, readLinked
    case search, findVendors, readOriginal, followEvents, describe
    case listPages, readPage

    // Feeds.
    case feedAll, feedProvider, feedComponent, feedEntity

    // What a Statuspage client reads.
    case statuspageSummary, statuspageStatus, statuspageComponents, statuspageIncidents, statuspageUnresolved
    case statuspageMaintenances, statuspageUpcoming, statuspageActive

    // Writing.
    case followPage, unfollowPage, decideEvent

    // Alerts: read and changed by those who may write.
    case listRoutes, changeRoute, removeRoute, explainAlerts, readOutbox, resendMessage, testChannel

    // The desk: our own incidents, for those who may order.
    case readOrganisation, listDeskIncidents, readDeskIncident, declareIncident, orderIncident
    case describeProvider, describeBrand, describeComponent, describeSentence, describeSeries
    case readOwnProvider, readOwnBrand, readOwnComponent, readSentence, readSeries
    case putLogo, removeLogo, decideSentence, agreeSeries
    case retireBrand, retireComponent, retireSentence, retireSeries

    // Who is told what our brands say.
    case listSubscribers, findSubscribers, addSubscriber, askSubscriber, importSubscribers, removeSubscriber
    case readTellings, readDeliveries, resendTelling

    // What takes long.
    case readMoving, startMoving

    // From verdict to word.
    case listAnnouncements, stopAnnouncement, labelCase, takeOverEnd, readEvidence, listRules, orderRule

    // Who asks from elsewhere.
    case listAgents, inviteAgent, revokeAgent

    // Who works here, and what they did.
    case listUsers, readUser, inviteUser, changeRoles, disableUser, enableUser, resetUser, removeSecondFactor
    case endSessions, endSession, listTokens, revokeToken, readAudit

    // What others tell, and what must be heard.
    case tellCounts, listCounts, tellMetrics, tellAlerts, tellChange, listChanges, listHeartbeats, addressHeartbeat
    case beat, beatPosted, beatWord, beatWordPosted

    // What a vendor's page pushes, answered beside the API.
    case nudgePage

    // The program's own health, answered beside the API.
    case isAlive, isReady, readMetrics

    /// Whether ``APIRoutes`` answers it; the others are routes of the program itself.
    package var isOfAPI: Bool {
        switch self {
        case .isAlive, .isReady, .readMetrics, .nudgePage, .beat, .beatPosted, .beatWord, .beatWordPosted: false
        default: true
        }
    }
}
