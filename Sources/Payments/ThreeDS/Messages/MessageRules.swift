internal import JSON

/// Which elements a message of one type has.
struct MessageRules: Sendable {
    /// What the receiver knows when it checks: who it is, the message, and the request that this one answers.
    struct Context: Sendable {
        let receiver: ErrorComponent
        let message: Message
        let request: Message?

        var isPayment: Bool { category == .payment }
        var isFromVersion2_2: Bool { (message.version ?? .v2_2_0) >= .v2_2_0 }
        var status: TransactionStatus? { message[.transStatus] }

        /// In an answer, what the request said counts.
        var category: MessageCategory? { message[.messageCategory] ?? request?[.messageCategory] ?? .payment }
        var channel: DeviceChannel? { message[.deviceChannel] ?? request?[.deviceChannel] }
        func isChannel(_ channels: DeviceChannel...) -> Bool { channel.map { channels.contains($0) } ?? false }
    }

    struct Rule: Sendable {
        let element: PlainElement
        /// Whether it must be there; an element that need not be there may be.
        let isRequired: @Sendable (Context) -> Bool
    }

    let rules: [Rule]

    static func of(_ type: MessageType) -> MessageRules? { tables[type] }

    private static let tables: [MessageType: MessageRules] = [
        .authenticationRequest: MessageRules(rules: authenticationRequest),
        .authenticationResponse: MessageRules(rules: authenticationResponse),
        .challengeRequest: MessageRules(rules: challengeRequest),
        .challengeResponse: MessageRules(rules: challengeResponse),
        .resultsRequest: MessageRules(rules: resultsRequest),
        .resultsResponse: MessageRules(rules: resultsResponse),
        .preparationRequest: MessageRules(rules: preparationRequest),
        .preparationResponse: MessageRules(rules: preparationResponse),
        .error: MessageRules(rules: error),
    ]

    /// Who accepts which messages.
    static func receivers(of type: MessageType) -> Set<ErrorComponent> {
        switch type {
        case .authenticationRequest: [.directory, .issuer]
        case .authenticationResponse: [.directory, .server]
        case .challengeRequest: [.issuer]
        // The browser carries it to the 3DS server's notification address.
        case .challengeResponse: [.server, .sdk]
        case .resultsRequest: [.directory, .server]
        case .resultsResponse: [.directory, .issuer]
        case .preparationRequest: [.directory]
        case .preparationResponse: [.server]
        case .error: [.server, .directory, .issuer, .sdk]
        default: []
        }
    }

    // MARK: How rules are written

    private static func must<Value>(_ element: Element<Value>) -> Rule {
        Rule(element: element.plain) { _ in true }
    }

    private static func may<Value>(_ element: Element<Value>) -> Rule {
        Rule(element: element.plain) { _ in false }
    }

    private static func must<Value>(
        _ element: Element<Value>, when condition: @escaping @Sendable (Context) -> Bool
    ) -> Rule {
        Rule(element: element.plain, isRequired: condition)
    }

    // MARK: AReq

    private static let authenticationRequest: [Rule] =
        [
            must(.messageCategory), must(.deviceChannel), must(.threeDSRequestorID), must(.threeDSRequestorName),
            must(.threeDSRequestorURL), must(.threeDSServerRefNumber), may(.threeDSServerOperatorID),
            must(.threeDSServerTransID), must(.threeDSServerURL), must(.acctNumber),
            must(.threeDSRequestorAuthenticationInd) { $0.isChannel(.app, .browser) },
            may(.threeDSRequestorAuthenticationInfo), may(.threeDSReqAuthMethodInd),
            may(.threeDSRequestorChallengeInd), may(.threeDSRequestorDecReqInd), may(.threeDSRequestorDecMaxTime),
            may(.threeDSRequestorPriorAuthenticationInfo),
            must(.threeRIInd) { $0.isChannel(.requestorInitiated) },
            must(.dsReferenceNumber) { $0.receiver == .issuer }, must(.dsTransID) { $0.receiver == .issuer },
            must(.dsURL) { $0.receiver == .issuer },
            may(.messageExtension), may(.broadInfo), may(.payTokenInd),
            must(.payTokenSource) { $0.isFromVersion2_2 && $0.message[.payTokenInd] == true },
            may(.whiteListStatus), must(.whiteListStatusSource) { $0.message[.whiteListStatus] != nil },
        ] + purchase + browser + app + cardholder

    private static let purchase: [Rule] = [
        must(.acquirerBIN) { $0.isPayment }, must(.acquirerMerchantID) { $0.isPayment }, must(.mcc) { $0.isPayment },
        must(.merchantCountryCode) { $0.isPayment }, must(.merchantName) { $0.isPayment },
        must(.purchaseAmount) { $0.isPayment || repeats($0.message) },
        must(.purchaseCurrency) { $0.isPayment || repeats($0.message) },
        must(.purchaseExponent) { $0.isPayment || repeats($0.message) },
        must(.purchaseDate) { $0.isPayment || repeats($0.message) },
        must(.purchaseInstalData) { $0.message[.threeDSRequestorAuthenticationInd] == .instalment },
        must(.recurringExpiry) { repeats($0.message) }, must(.recurringFrequency) { repeats($0.message) },
        may(.transType), may(.merchantRiskIndicator),
    ]

    /// Recurring payments and instalments say how often and until when.
    private static func repeats(_ message: Message) -> Bool {
        message[.threeDSRequestorAuthenticationInd].map { $0 == .recurring || $0 == .instalment } ?? false
    }

    private static let browser: [Rule] = [
        must(.threeDSCompInd) { $0.isChannel(.browser) }, must(.notificationURL) { $0.isChannel(.browser) },
        must(.browserAcceptHeader) { $0.isChannel(.browser) }, may(.browserIP),
        must(.browserLanguage) { $0.isChannel(.browser) }, must(.browserUserAgent) { $0.isChannel(.browser) },
        must(.browserJavascriptEnabled) { $0.isChannel(.browser) && $0.isFromVersion2_2 },
        must(.browserJavaEnabled, when: hasScript), must(.browserColorDepth, when: hasScript),
        must(.browserScreenHeight, when: hasScript), must(.browserScreenWidth, when: hasScript),
        must(.browserTZ, when: hasScript),
    ]

    /// What only a script can learn of a browser is there when scripts run; version 2.1 takes that for granted.
    private static func hasScript(_ context: Context) -> Bool {
        context.isChannel(.browser)
            && (!context.isFromVersion2_2 || context.message[.browserJavascriptEnabled] == true)
    }

    private static let app: [Rule] = [
        must(.deviceRenderOptions) { $0.isChannel(.app) }, must(.sdkAppID) { $0.isChannel(.app) },
        must(.sdkEphemPubKey) { $0.isChannel(.app) }, must(.sdkMaxTimeout) { $0.isChannel(.app) },
        must(.sdkReferenceNumber) { $0.isChannel(.app) }, must(.sdkTransID) { $0.isChannel(.app) },
        may(.sdkEncData), may(.deviceInfo),
    ]

    private static let cardholder: [Rule] = [
        may(.cardExpiryDate), may(.acctType), may(.acctID), may(.acctInfo), may(.cardholderName), may(.email),
        may(.homePhone), may(.mobilePhone), may(.workPhone), may(.addrMatch),
        may(.billAddrCity), must(.billAddrCountry) { $0.message[.billAddrState] != nil }, may(.billAddrLine1),
        may(.billAddrLine2), may(.billAddrLine3), may(.billAddrPostCode), may(.billAddrState),
        may(.shipAddrCity), must(.shipAddrCountry) { $0.message[.shipAddrState] != nil }, may(.shipAddrLine1),
        may(.shipAddrLine2), may(.shipAddrLine3), may(.shipAddrPostCode), may(.shipAddrState),
    ]

    // MARK: ARes, CReq, CRes

    private static func challenges(_ context: Context) -> Bool {
        context.status == .challengeRequired || context.status == .decoupledChallenge
    }

    private static func needsReason(_ context: Context) -> Bool {
        guard context.isPayment, let status = context.status else { return false }
        return [.notAuthenticated, .notPerformed, .rejected].contains(status)
    }

    private static func provesAuthentication(_ context: Context) -> Bool {
        context.isPayment && (context.status == .authenticated || context.status == .attempted)
    }

    private static let authenticationResponse: [Rule] = [
        must(.threeDSServerTransID), must(.acsTransID), must(.acsReferenceNumber), may(.acsOperatorID),
        must(.dsTransID), must(.dsReferenceNumber), must(.transStatus) { $0.isPayment },
        must(.transStatusReason, when: needsReason), must(.authenticationValue, when: provesAuthentication),
        must(.acsChallengeMandated, when: challenges), must(.authenticationType, when: challenges),
        must(.acsURL) { $0.status == .challengeRequired && !$0.isChannel(.app, .requestorInitiated) },
        must(.acsRenderingType) { challenges($0) && $0.isChannel(.app) },
        must(.acsSignedContent) { $0.status == .challengeRequired && $0.isChannel(.app) },
        must(.sdkTransID) { $0.isChannel(.app) }, may(.eci), may(.cardholderInfo), may(.broadInfo),
        must(.acsDecConInd) { $0.request?[.threeDSRequestorDecReqInd] == .yes },
        may(.whiteListStatus), must(.whiteListStatusSource) { $0.message[.whiteListStatus] != nil },
        may(.messageExtension),
    ]

    private static let challengeRequest: [Rule] = [
        must(.threeDSServerTransID), must(.acsTransID),
        // An app's CReq has counters instead of a window.
        must(.challengeWindowSize) { !$0.isChannel(.app) && $0.message[.sdkTransID] == nil }, may(.sdkTransID),
        may(.challengeCancel), may(.messageExtension),
    ]

    private static let challengeResponse: [Rule] = [
        must(.threeDSServerTransID), must(.acsTransID), must(.challengeCompletionInd),
        must(.shownTransStatus) { $0.message[.challengeCompletionInd] == .yes }, may(.sdkTransID),
        may(.messageExtension),
    ]

    // MARK: RReq, RRes

    private static let resultsRequest: [Rule] = [
        must(.threeDSServerTransID), must(.acsTransID), must(.dsTransID), must(.messageCategory),
        must(.finalTransStatus) { $0.isPayment }, must(.transStatusReason, when: needsReason),
        must(.authenticationValue, when: provesAuthentication), may(.authenticationType),
        must(.authenticationMethod) { $0.status == .authenticated }, may(.eci), may(.challengeCancel),
        must(.interactionCounter) { $0.message[.challengeCancel] == nil }, may(.acsRenderingType), may(.sdkTransID),
        may(.whiteListStatus), must(.whiteListStatusSource) { $0.message[.whiteListStatus] != nil },
        may(.messageExtension),
    ]

    private static let resultsResponse: [Rule] = [
        must(.threeDSServerTransID), must(.acsTransID), must(.dsTransID), must(.resultsStatus), may(.sdkTransID),
        may(.messageExtension),
    ]

    // MARK: PReq, PRes, Erro

    private static let preparationRequest: [Rule] = [
        must(.threeDSServerRefNumber), may(.threeDSServerOperatorID), must(.threeDSServerTransID), may(.serialNum),
        may(.messageExtension),
    ]

    private static let preparationResponse: [Rule] = [
        must(.threeDSServerTransID), must(.dsTransID), must(.dsStartProtocolVersion), must(.dsEndProtocolVersion),
        may(.serialNum), may(.cardRangeData), may(.messageExtension),
    ]

    private static let error: [Rule] = [
        must(.errorCode), must(.errorComponent), must(.errorDescription), must(.errorDetail), may(.errorMessageType),
        may(.threeDSServerTransID), may(.acsTransID), may(.dsTransID), may(.sdkTransID),
    ]
}
