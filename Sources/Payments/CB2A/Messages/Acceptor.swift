import ISO8583

/// Who takes the payment, and through whom: fields 32, 41, 42.
package struct Acceptor: Sendable, Hashable {
    /// The acquirer's number, of 11 digits at most.
    package var acquirer: String
    /// Eight characters.
    package var terminal: String
    /// Fifteen characters.
    package var contract: String

    package init(acquirer: String, terminal: String, contract: String) {
        self.acquirer = acquirer
        self.terminal = terminal
        self.contract = contract
    }

    init(_ message: ISO8583Message) throws(ISO8583Error) {
        self.init(
            acquirer: try message.need(32), terminal: message.trimmedText(41) ?? "",
            contract: message.trimmedText(42) ?? "")
    }

    func write(to message: inout ISO8583Message) throws(ISO8583Error) {
        try message.set(32, acquirer)
        try message.set(41, terminal)
        try message.set(42, contract)
    }
}

/// A terminal's number for one message, 1 to 999999 and then 1 again.
package struct TraceNumber: Sendable, Hashable {
    package let number: UInt32

    /// Numbers above six digits begin again.
    package init(_ number: UInt32) { self.number = number % 1_000_000 }

    package var next: TraceNumber { TraceNumber(number >= 999_999 ? 1 : number + 1) }
}

/// A month, a day and a time of the day, as messages have them: without a year.
package struct MessageTime: Sendable, Hashable, Comparable {
    /// MMDDhhmmss.
    package let text: String

    /// Ten digits that are a day of some year and a time.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else { return nil }
        func pair(_ place: Int) -> Int { Int(digits[place] - 48) * 10 + Int(digits[place + 1] - 48) }
        let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(pair(0)), (1...days[pair(0) - 1]).contains(pair(2)), pair(4) <= 23, pair(6) <= 59,
            pair(8) <= 60
        else { return nil }
        self.text = text
    }

    /// The order within one year.
    package static func < (left: MessageTime, right: MessageTime) -> Bool { left.text < right.text }
}
