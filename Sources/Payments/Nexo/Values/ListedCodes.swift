/// A code of a list that the standard has and that grows: what is on the list is carried, and only what something here
/// acts on has a word.
package protocol ListedCode: NexoCode, Hashable {
    static var listed: [String] { get }
    init(listed rawValue: String)
}

extension ListedCode {
    package init?(rawValue: String) {
        guard Self.listed.contains(rawValue) else { return nil }
        self.init(listed: rawValue)
    }
}

/// Which kind of service a payment is part of: a reservation, a series.
package struct ServiceAttribute: ListedCode {
    package static let listed = ["IRES", "URES", "PRES", "ARES", "FREC", "RREC", "GOPT", "DFCL"]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    package static let initialReservation = ServiceAttribute(listed: "IRES")
    package static let updateReservation = ServiceAttribute(listed: "URES")
    package static let paymentReservation = ServiceAttribute(listed: "PRES")
    package static let additionalReservation = ServiceAttribute(listed: "ARES")
}

/// Why a terminal goes online.
package struct OnlineReason: ListedCode {
    package static let listed = [
        "RNDM", "ICCF", "MERF", "TRMF", "ISSF", "FRLT", "EXFL", "TAMT", "CBIN", "UBIN", "CPAN", "FLOW", "CRCY", "IFPR",
    ]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    package static let merchantForced = OnlineReason(listed: "MERF")
    package static let terminalForced = OnlineReason(listed: "TRMF")
}

/// What a terminal is asked to do with an answer.
package struct ActionType: ListedCode {
    package static let listed = [
        "BUSY", "CPTR", "DISP", "NOVR", "RQID", "PINL", "PINR", "PRNT", "RFRL", "RQDT", "DCCQ", "FLFW", "PINQ", "CDCV",
        "CHDA", "STAR", "STOR", "ACUP", "TALT", "DNTA", "NCOF",
    ]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    package static let busy = ActionType(listed: "BUSY")
    package static let captureCard = ActionType(listed: "CPTR")
    package static let display = ActionType(listed: "DISP")
    package static let print = ActionType(listed: "PRNT")
    package static let referral = ActionType(listed: "RFRL")
}

/// How a cardholder was made sure of.
package struct AuthenticationMethod: ListedCode {
    package static let listed = [
        "TOKA", "ADDB", "BYPS", "BIOM", "CDHI", "CRYP", "CSCV", "MANU", "MERC", "MOBL", "FPIN", "NPIN", "OTHR", "PPSG",
        "PSVE", "PSWD", "TOKP", "SCRT", "SCNL", "CSEC", "SNCT", "ADDS", "CPSG", "TOKN", "UKNW",
    ]
    package let rawValue: String
    package init(listed rawValue: String) { self.rawValue = rawValue }

    package static let onlinePIN = AuthenticationMethod(listed: "NPIN")
    package static let offlinePIN = AuthenticationMethod(listed: "FPIN")
    package static let signature = AuthenticationMethod(listed: "PPSG")
    package static let bypass = AuthenticationMethod(listed: "BYPS")
}
