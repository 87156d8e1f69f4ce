/// Field 39 of the 1987 edition: what became of a request.
package struct ResponseCode: Sendable, Hashable, CustomStringConvertible {
    /// How a code is read by who watches a service.
    package enum Outcome: String, Sendable {
        case approved
        /// A refusal for business reasons proves that the whole chain works.
        case refused
        /// Something in the chain failed.
        case failed
        /// No table has this code.
        case unknown
    }

    package let description: String

    /// Two letters or digits; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 2,
            text.utf8.allSatisfy({ Characters.isDigit($0) || ($0 != 0x20 && Characters.isLetterOrSpace($0)) })
        else { return nil }
        description = text
    }

    package static let approved = ResponseCode(known: "00")
    package static let invalidTransaction = ResponseCode(known: "12")
    package static let noActionTaken = ResponseCode(known: "21")
    package static let formatError = ResponseCode(known: "30")
    package static let insufficientFunds = ResponseCode(known: "51")
    package static let notSupported = ResponseCode(known: "40")
    package static let issuerUnavailable = ResponseCode(known: "91")
    package static let duplicate = ResponseCode(known: "94")
    package static let reconcileError = ResponseCode(known: "95")
    package static let malfunction = ResponseCode(known: "96")

    private init(known: String) { description = known }

    package var outcome: Outcome {
        if Self.approvals.contains(description) { return .approved }
        if Self.refusals.contains(description) { return .refused }
        return Self.failures.contains(description) ? .failed : .unknown
    }

    private static let approvals: Set<String> = ["00", "08", "10", "11", "85"]
    private static let refusals: Set<String> = [
        "01", "02", "03", "04", "05", "07", "12", "13", "14", "15", "33", "34", "38", "41", "43", "51", "54", "55",
        "57",
        "58", "59", "60", "61", "62", "63", "65", "75",
    ]
    private static let failures: Set<String> = [
        "19", "20", "30", "31", "68", "90", "91", "92", "94", "96", "97", "98", "99",
    ]
}
