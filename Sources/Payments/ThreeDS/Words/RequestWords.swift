/// What the requestor would like the issuer to do about a challenge.
package struct ChallengePreference: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let noPreference: Self = "01"
    package static let noChallenge: Self = "02"
    package static let challenge: Self = "03"
    package static let challengeMandated: Self = "04"
    package static let dataShareOnly: Self = "06"
    package static let known = numbered(1...9)

    /// True when the requestor asked for a judgement without a challenge, so that "information only" may answer it.
    package var asksForNoChallenge: Bool { ["05", "06", "07"].contains(rawValue) }
}

/// What the authentication is for: a payment, a recurring one, instalments, adding a card…
package struct AuthenticationPurpose: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let payment: Self = "01"
    package static let recurring: Self = "02"
    package static let instalment: Self = "03"
    package static let addCard: Self = "04"
    package static let known = numbered(1...7)
}

/// How the issuer authenticates: static, dynamic, out of band, decoupled.
package struct AuthenticationType: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let dynamic: Self = "02"
    package static let known = numbered(1...4)
}

/// With what the cardholder was authenticated.
package struct AuthenticationMethod: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let oneTimeCodeByMessage: Self = "02"
    package static let known = numbered(1...11)
}

/// How large the window is in which the browser shows the challenge.
package struct ChallengeWindowSize: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let fullScreen: Self = "05"
    package static let known = numbered(1...5)

    /// Width and height in pixels; nil for the full screen and for a word that we do not know.
    package var pixels: (width: Int, height: Int)? {
        switch rawValue {
        case "01": (250, 400)
        case "02": (390, 400)
        case "03": (500, 600)
        case "04": (600, 400)
        default: nil
        }
    }
}

/// Yes or no.
package struct YesOrNo: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let yes: Self = "Y"
    package static let no: Self = "N"
    package static let known: Set<String> = ["Y", "N"]
}

/// Add, modify or delete: what a card range of a PRes does to what was known before.
package struct RangeAction: ProtocolWord {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let add: Self = "A"
    package static let modify: Self = "M"
    package static let delete: Self = "D"
    package static let known: Set<String> = ["A", "M", "D"]
}
