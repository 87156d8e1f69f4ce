// Every data element of the protocol that we know, once, with its format. What a message must have is in
// `Messages/MessageRules.swift`.

// MARK: What every message has

extension Element where Value == MessageType {
    package static var messageType: Self { Self(word: "messageType") }
    package static var errorMessageType: Self { Self(word: "errorMessageType") }
}

extension Element where Value == ProtocolVersion {
    package static var messageVersion: Self { Self("messageVersion", .version) }
    package static var dsStartProtocolVersion: Self { Self("dsStartProtocolVersion", .version) }
    package static var dsEndProtocolVersion: Self { Self("dsEndProtocolVersion", .version) }
}

extension Element where Value == [MessageExtension] {
    package static var messageExtension: Self {
        Self("messageExtension", .list(MessageExtension.format, count: 1...10))
    }
}

// MARK: Who talks about what

extension Element where Value == String {
    package static var threeDSServerTransID: Self { Self("threeDSServerTransID", .identifier) }
    package static var acsTransID: Self { Self("acsTransID", .identifier) }
    package static var dsTransID: Self { Self("dsTransID", .identifier) }
    package static var sdkTransID: Self { Self("sdkTransID", .identifier) }

    package static var threeDSServerRefNumber: Self { Self("threeDSServerRefNumber", .text(1...32)) }
    package static var threeDSServerOperatorID: Self { Self("threeDSServerOperatorID", .text(1...32)) }
    package static var threeDSServerURL: Self { Self("threeDSServerURL", .url) }
    package static var acsReferenceNumber: Self { Self("acsReferenceNumber", .text(1...32)) }
    package static var acsOperatorID: Self { Self("acsOperatorID", .text(1...32)) }
    package static var acsURL: Self { Self("acsURL", .url) }
    package static var acsSignedContent: Self { Self("acsSignedContent", .signed(1...8_000)) }
    package static var dsReferenceNumber: Self { Self("dsReferenceNumber", .text(1...32)) }
    package static var dsURL: Self { Self("dsURL", .url) }
    package static var serialNum: Self { Self("serialNum", .text(1...20)) }

    // What the requestor and the merchant are.
    package static var threeDSRequestorID: Self { Self("threeDSRequestorID", .text(1...35)) }
    package static var threeDSRequestorName: Self { Self("threeDSRequestorName", .text(1...40)) }
    package static var threeDSRequestorURL: Self { Self("threeDSRequestorURL", .url) }
    package static var notificationURL: Self { Self("notificationURL", .url) }
    package static var acquirerBIN: Self { Self("acquirerBIN", .text(1...11)) }
    package static var acquirerMerchantID: Self { Self("acquirerMerchantID", .text(1...35)) }
    package static var merchantName: Self { Self("merchantName", .text(1...40)) }
    package static var mcc: Self { Self("mcc", .digits(4...4)) }
    package static var merchantCountryCode: Self { Self("merchantCountryCode", .country) }

    // The purchase.
    package static var purchaseAmount: Self { Self("purchaseAmount", .digits(1...48)) }
    package static var purchaseCurrency: Self { Self("purchaseCurrency", .currency) }
    package static var purchaseExponent: Self { Self("purchaseExponent", .digits(1...1)) }
    package static var purchaseDate: Self { Self("purchaseDate", .date(.second)) }
    package static var purchaseInstalData: Self { Self("purchaseInstalData", .digits(1...3)) }
    package static var recurringExpiry: Self { Self("recurringExpiry", .date(.day)) }
    package static var recurringFrequency: Self { Self("recurringFrequency", .digits(1...4)) }

    // The cardholder and the card.
    package static var cardExpiryDate: Self { Self("cardExpiryDate", .date(.month)) }
    package static var acctID: Self { Self("acctID", .text(1...64)) }
    package static var cardholderName: Self { Self("cardholderName", .text(2...45)) }
    package static var email: Self { Self("email", .text(3...254)) }

    // The browser.
    package static var browserAcceptHeader: Self { Self("browserAcceptHeader", .text(1...2_048)) }
    package static var browserIP: Self { Self("browserIP", .internetAddress) }
    package static var browserLanguage: Self { Self("browserLanguage", .text(1...8)) }
    package static var browserScreenHeight: Self { Self("browserScreenHeight", .digits(1...6)) }
    package static var browserScreenWidth: Self { Self("browserScreenWidth", .digits(1...6)) }
    package static var browserTZ: Self { Self("browserTZ", .zoneOffset) }
    package static var browserUserAgent: Self { Self("browserUserAgent", .text(1...2_048)) }
    package static var browserColorDepth: Self {
        Self("browserColorDepth", .word(["1", "4", "8", "15", "16", "24", "32", "48"]))
    }

    // The app: kept and checked, though we run browser transactions alone.
    package static var deviceInfo: Self { Self("deviceInfo", .text(1...64_000)) }
    package static var sdkAppID: Self { Self("sdkAppID", .identifier) }
    package static var sdkEncData: Self { Self("sdkEncData", .text(1...64_000)) }
    package static var sdkMaxTimeout: Self { Self("sdkMaxTimeout", .digits(2...2)) }
    package static var sdkReferenceNumber: Self { Self("sdkReferenceNumber", .text(1...32)) }

    // What came of it.
    package static var eci: Self { Self("eci", .text(2...2)) }
    package static var authenticationValue: Self { Self("authenticationValue", .base64(28...28)) }
    package static var cardholderInfo: Self { Self("cardholderInfo", .text(1...128)) }
    package static var interactionCounter: Self { Self("interactionCounter", .digits(2...2)) }

    // Errors.
    package static var errorDescription: Self { Self("errorDescription", .text(1...2_048)) }
    package static var errorDetail: Self { Self("errorDetail", .text(1...2_048)) }
}

extension Element where Value == ErrorCode {
    package static var errorCode: Self { Self("errorCode", .digits(3...3)) }
}

extension Element where Value == ErrorComponent {
    package static var errorComponent: Self { Self(word: "errorComponent") }
}

extension Element where Value == CardNumber {
    package static var acctNumber: Self { Self("acctNumber", .cardNumber) }
}

extension Element where Value == [CardRange] {
    package static var cardRangeData: Self {
        Self("cardRangeData", .list(CardRange.format, count: 0...CardRangeTable.rangesMost))
    }
}

extension Element where Value == Bool {
    package static var browserJavaEnabled: Self { Self("browserJavaEnabled", .boolean) }
    package static var browserJavascriptEnabled: Self { Self("browserJavascriptEnabled", .boolean) }
    package static var payTokenInd: Self { Self("payTokenInd", .boolean) }
}

// MARK: Objects that are carried as they are

extension Element where Value == CarriedValue {
    package static var acctInfo: Self { Self("acctInfo", .anyObject(4_096)) }
    package static var merchantRiskIndicator: Self { Self("merchantRiskIndicator", .anyObject(4_096)) }
    package static var threeDSRequestorAuthenticationInfo: Self {
        Self("threeDSRequestorAuthenticationInfo", .anyObject(32_768))
    }
    package static var threeDSRequestorPriorAuthenticationInfo: Self {
        Self("threeDSRequestorPriorAuthenticationInfo", .anyObject(4_096))
    }
    package static var broadInfo: Self { Self("broadInfo", .anything(4_096)) }
    package static var deviceRenderOptions: Self { Self("deviceRenderOptions", .anyObject(1_024)) }
    package static var acsRenderingType: Self { Self("acsRenderingType", .anyObject(1_024)) }
    package static var sdkEphemPubKey: Self { Self("sdkEphemPubKey", .anyObject(256)) }
}

// MARK: Words

extension Element where Value == TransactionStatus {
    package static var transStatus: Self { Self(word: "transStatus") }
    /// What an issuer may report once the challenge is over: it cannot ask for one again.
    package static var finalTransStatus: Self { Self(word: "transStatus", only: ["Y", "N", "U", "A", "R"]) }
    /// What the browser may be told: the cardholder passed or did not.
    package static var shownTransStatus: Self { Self(word: "transStatus", only: ["Y", "N"]) }
}

extension Element where Value == TransactionStatusReason {
    package static var transStatusReason: Self {
        Self(word: "transStatusReason", directory: TransactionStatusReason.numbered(80...99))
    }
}

extension Element where Value == MessageCategory {
    package static var messageCategory: Self {
        Self(word: "messageCategory", directory: MessageCategory.numbered(80...99))
    }
}

extension Element where Value == DeviceChannel {
    package static var deviceChannel: Self { Self(word: "deviceChannel") }
}

extension Element where Value == MethodCompletion {
    package static var threeDSCompInd: Self { Self(word: "threeDSCompInd") }
}

extension Element where Value == AuthenticationPurpose {
    package static var threeDSRequestorAuthenticationInd: Self {
        Self(word: "threeDSRequestorAuthenticationInd", directory: AuthenticationPurpose.numbered(80...99))
    }
}

extension Element where Value == ChallengePreference {
    package static var threeDSRequestorChallengeInd: Self {
        Self(word: "threeDSRequestorChallengeInd", directory: ChallengePreference.numbered(80...99))
    }
}

extension Element where Value == AuthenticationType {
    package static var authenticationType: Self {
        Self(word: "authenticationType", directory: AuthenticationType.numbered(80...99))
    }
}

extension Element where Value == AuthenticationMethod {
    package static var authenticationMethod: Self {
        Self(word: "authenticationMethod", directory: AuthenticationMethod.numbered(80...99))
    }
}

extension Element where Value == ChallengeCancel {
    package static var challengeCancel: Self { Self(word: "challengeCancel") }
}

extension Element where Value == ChallengeWindowSize {
    package static var challengeWindowSize: Self { Self(word: "challengeWindowSize") }
}

extension Element where Value == ResultsStatus {
    package static var resultsStatus: Self { Self(word: "resultsStatus") }
}

extension Element where Value == YesOrNo {
    package static var acsChallengeMandated: Self { Self(word: "acsChallengeMandated") }
    package static var acsDecConInd: Self { Self(word: "acsDecConInd") }
    package static var threeDSRequestorDecReqInd: Self { Self(word: "threeDSRequestorDecReqInd") }
    package static var challengeCompletionInd: Self { Self(word: "challengeCompletionInd") }
    package static var addrMatch: Self { Self(word: "addrMatch") }
}
