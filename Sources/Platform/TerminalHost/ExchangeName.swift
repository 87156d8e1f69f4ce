internal import CB2A
internal import Ledger
internal import Vocabulary

/// The name of a payment, at the provider and in the ledger: it follows from what the terminal sent, so that the same request has the
/// same name after a restart and on every instance.
struct ExchangeName: Sendable, Hashable {
    /// `t:12345:TERM0001:20261121174500:000042`.
    let payment: OperationID

    /// - Parameter now: gives the year, which messages leave out.
    init?(_ key: ExchangeKey, now: Instant) {
        let stamp = "\(Self.year(of: key.sent, now: now))\(key.sent.text)"
        let trace = String(key.trace.number)
        let padded = String(repeating: "0", count: max(0, 6 - trace.count)) + trace
        guard
            let name = OperationID(
                rawValue: "t:\(Self.word(key.acquirer)):\(Self.word(key.terminal)):\(stamp):\(padded)"),
            name.rawValue.utf8.count <= 62
        else { return nil }
        payment = name
    }

    /// What is done to a payment beside its authorisation: once each.
    var reversal: OperationID { part("r") }
    var capture: OperationID { part("c") }
    var void: OperationID { part("v") }

    init(payment: OperationID) { self.payment = payment }

    private func part(_ letter: String) -> OperationID {
        guard let name = OperationID(rawValue: "\(payment):\(letter)") else {
            preconditionFailure("a name of 62 characters has room for a letter")
        }
        return name
    }

    /// The year that brings the message closest: clocks differ around midnight of the last day.
    static func year(of sent: MessageTime, now: Instant) -> Int {
        let date = CivilTime(now).date
        let month = Int(sent.text.prefix(2)) ?? 1
        if date.month <= 2, month >= 11 { return date.year - 1 }
        if date.month >= 11, month <= 2 { return date.year + 1 }
        return date.year
    }

    /// Terminals' names may hold characters that names of operations have not.
    static func word(_ text: String) -> String {
        var word = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                word.unicodeScalars.append(Unicode.Scalar(byte))
            default: word += "_" + String(byte, radix: 16)
            }
        }
        return word.isEmpty ? "_" : word
    }
}
