import Cards
import ISO8583

extension TelecollectionMessage {
    /// Nil for a type that is no message of a telecollection.
    init?(_ message: ISO8583Message) throws(ISO8583Error) {
        func step() throws(ISO8583Error) -> Step {
            Step(trace: try message.needTrace(), acceptor: try Acceptor(message))
        }
        func number(_ field: Int) throws(ISO8583Error) -> Int {
            Int(truncatingIfNeeded: try message.needNumber(field))
        }
        func turn() throws(ISO8583Error) -> Turn {
            guard let turn = Turn(rawValue: try message.need(24)) else { throw ISO8583Error(.badValue, .field(24)) }
            return turn
        }
        switch message.type.description {
        case "0804":
            guard try message.need(24) == Self.openFunction else { throw ISO8583Error(.badValue, .field(24)) }
            self = .open(
                try step(), reason: try message.need(25), local: try message.needLocalTime(), files: try number(67))
        case "0814": self = .opened(try step(), try message.needCode())
        case "0306":
            self = .header(
                try step(),
                BatchHeader(
                    file: try message.need(101), count: try number(71), window: try number(72),
                    currency: try message.need(49), local: try message.needLocalTime()))
        case "0316": self = .headerAnswer(try step(), file: try message.need(101), try message.needCode())
        case "0246": self = .transaction(try step(), try BatchTransaction(message), number: try number(71))
        case "0256":
            self = .acknowledgement(try step(), lastNumber: try number(71), try message.needCode())
        case "0506":
            var totals = BatchTotals()
            totals.refunds = try number(74)
            totals.purchases = try number(76)
            totals.refundAmount = try message.needNumber(86)
            totals.purchaseAmount = try message.needNumber(88)
            self = .totals(
                try step(), file: try message.need(101), currency: try message.need(49), count: try number(71), totals)
        case "0516": self = .totalsAnswer(try step(), file: try message.need(101), try message.needCode())
        case "0844": self = .turn(try step(), try turn())
        case "0854": self = .turnAnswer(try step(), try turn(), try message.needCode())
        default: return nil
        }
    }

    func fields() throws(ISO8583Error) -> ISO8583Message {
        var message = ISO8583Message(type)
        try message.set(step.trace)
        try step.acceptor.write(to: &message)
        switch self {
        case .open(_, let reason, let local, let files):
            try message.setLocal(local)
            try message.set(24, Self.openFunction)
            try message.set(25, reason)
            try message.set(67, number: UInt64(files), digits: 2)
        case .opened(_, let code):
            try message.set(24, Self.openFunction)
            try message.set(39, code.description)
        case .header(_, let header):
            try message.setLocal(header.local)
            try message.set(49, header.currency)
            try message.set(71, number: UInt64(header.count), digits: 4)
            try message.set(72, number: UInt64(header.window), digits: 4)
            try message.set(101, header.file)
        case .headerAnswer(_, let file, let code), .totalsAnswer(_, let file, let code):
            try message.set(39, code.description)
            try message.set(101, file)
        case .transaction(_, let transaction, let number):
            try transaction.write(to: &message)
            try message.set(71, number: UInt64(number), digits: 4)
        case .acknowledgement(_, let lastNumber, let code):
            try message.set(39, code.description)
            try message.set(71, number: UInt64(lastNumber), digits: 4)
        case .totals(_, let file, let currency, let count, let totals):
            try message.set(49, currency)
            try message.set(71, number: UInt64(count), digits: 4)
            try message.set(74, number: UInt64(totals.refunds), digits: 10)
            try message.set(76, number: UInt64(totals.purchases), digits: 10)
            // A reversed purchase is not in the file, so nothing is in the debit reversals.
            try message.set(77, number: 0, digits: 10)
            try message.set(86, number: totals.refundAmount, digits: 16)
            try message.set(88, number: totals.purchaseAmount, digits: 16)
            try message.set(89, number: 0, digits: 16)
            try message.set(101, file)
        case .turn(_, let turn):
            try message.set(24, turn.rawValue)
        case .turnAnswer(_, let turn, let code):
            try message.set(24, turn.rawValue)
            try message.set(39, code.description)
        }
        return message
    }

    private var type: MessageType {
        switch self {
        case .open: "0804"
        case .opened: "0814"
        case .header: "0306"
        case .headerAnswer: "0316"
        case .transaction: "0246"
        case .acknowledgement: "0256"
        case .totals: "0506"
        case .totalsAnswer: "0516"
        case .turn: "0844"
        case .turnAnswer: "0854"
        }
    }
}

extension BatchTransaction {
    /// Field 11 is the message's; the payment's own number is in field 37, the retrieval reference.
    init(_ message: ISO8583Message) throws(ISO8583Error) {
        guard let own = UInt32(message.trimmedText(37) ?? "") else { throw ISO8583Error(.badValue, .field(37)) }
        self.init(
            card: try message.needCard(), processingCode: try message.need(3), amount: try message.needNumber(4),
            currency: try message.need(49), trace: TraceNumber(own), local: try message.needLocalTime(),
            entryMode: try message.need(22), authorisationCode: message.trimmedText(38))
    }

    func write(to message: inout ISO8583Message) throws(ISO8583Error) {
        try message.set(2, card.wireDigits)
        try message.set(3, processingCode)
        try message.set(4, number: amount, digits: 12)
        try message.setLocal(local)
        try message.set(22, entryMode)
        try message.set(37, String(trace.number))
        if let authorisationCode { try message.set(38, authorisationCode) }
        try message.set(49, currency)
    }
}
