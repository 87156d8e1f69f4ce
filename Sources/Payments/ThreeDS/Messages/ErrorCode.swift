package import JSON

/// What went wrong, by the protocol's number.
package struct ErrorCode: ElementValue, RawRepresentable, Hashable, CustomStringConvertible {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package init?(json: JSONValue) {
        guard let text = json.string else { return nil }
        self.init(rawValue: text)
    }

    package var json: JSONValue { .string(rawValue) }
    package var description: String { rawValue }

    /// No message of the protocol, or not one for this receiver.
    package static let invalidMessage = Self(rawValue: "101")
    package static let versionNotSupported = Self(rawValue: "102")
    package static let limitExceeded = Self(rawValue: "103")
    package static let elementMissing = Self(rawValue: "201")
    package static let extensionNotRecognised = Self(rawValue: "202")
    package static let formatInvalid = Self(rawValue: "203")
    package static let elementDuplicated = Self(rawValue: "204")
    package static let transactionNotRecognised = Self(rawValue: "301")
    package static let decryptionFailed = Self(rawValue: "302")
    package static let accessDenied = Self(rawValue: "303")
    package static let codeInvalid = Self(rawValue: "304")
    package static let transactionDataInvalid = Self(rawValue: "305")
    package static let merchantCategoryInvalid = Self(rawValue: "306")
    package static let serialNumberInvalid = Self(rawValue: "307")
    package static let timedOut = Self(rawValue: "402")
    package static let transientFailure = Self(rawValue: "403")
    package static let permanentFailure = Self(rawValue: "404")
    package static let connectionFailed = Self(rawValue: "405")

    /// One sentence for the people at the other end.
    package var sentence: String {
        switch self {
        case .invalidMessage: "This is no message that this component accepts"
        case .versionNotSupported: "This message version is not supported"
        case .limitExceeded: "More was sent than may be sent"
        case .elementMissing: "A required data element is missing"
        case .extensionNotRecognised: "A critical message extension is not recognised"
        case .formatInvalid: "A data element is not in its format, or its value is not valid"
        case .elementDuplicated: "A data element comes twice"
        case .transactionNotRecognised: "The transaction is not known here"
        case .decryptionFailed: "The data could not be decrypted"
        case .accessDenied: "Access denied, or the wrong endpoint"
        case .codeInvalid: "A country or currency code is not valid"
        case .transactionDataInvalid: "The data does not fit the transaction"
        case .merchantCategoryInvalid: "The merchant category is not valid"
        case .serialNumberInvalid: "The serial number is not valid"
        case .timedOut: "The transaction timed out"
        case .transientFailure: "The system failed for a moment"
        case .permanentFailure: "The system failed"
        case .connectionFailed: "The next system could not be reached"
        default: "Error \(rawValue)"
        }
    }

    /// True when it tells of a fault of the chain, not of what was sent: a monitor counts it as an outage.
    package var isTechnical: Bool {
        [.timedOut, .transientFailure, .permanentFailure, .connectionFailed].contains(self)
    }
}

/// Who found the error.
package struct ErrorComponent: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let sdk: Self = "C"
    package static let server: Self = "S"
    package static let directory: Self = "D"
    package static let issuer: Self = "A"
    package static let known: Set<String> = ["C", "S", "D", "A"]
}
