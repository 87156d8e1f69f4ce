/// Which exchange a message belongs to, who sent it, when, and what it wants.
package struct NexoHeader: Record {
    /// What stands first: batch transfers have no function, and rejections may not know whom they answer.
    package enum Purpose: Sendable, Equatable {
        case function(MessageFunction)
        /// A batch; it is a download when it goes to the terminal.
        case transfer(isDownload: Bool)
        case rejection(MessageFunction)
    }

    package var purpose: Purpose
    /// Of the protocol, or of a batch's format.
    package var version: String
    /// The same in an answer as in its request; nil only in a rejection of what could not be read.
    package var exchange: Int64?
    /// How often the message was sent again.
    package var retransmissions: String?
    package var created: NexoTime
    /// Who began the exchange, also in the answer; nil only in a rejection.
    package var initiator: Party?
    package var recipient: Party?
    package var trace: [Relay] = []

    package init(
        _ purpose: Purpose, version: String, exchange: Int64?, created: NexoTime, initiator: Party?,
        recipient: Party? = nil
    ) {
        self.purpose = purpose
        self.version = version
        self.exchange = exchange
        self.created = created
        self.initiator = initiator
        self.recipient = recipient
    }

    package var function: MessageFunction? {
        switch purpose {
        case .function(let function), .rejection(let function): function
        case .transfer: nil
        }
    }

    static let blank = NexoHeader(
        .function(.diagnosticRequest), version: "", exchange: nil, created: .blank, initiator: nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        switch purpose {
        case .function(var function):
            try form.code(.messageFunction, &function, excluding: [.requestRejection, .responseRejection])
            purpose = .function(function)
            try form.text(.protocolVersion, 1...6, &version)
            try required(.exchange, &form)
            try form.text(.retransmissions, 1...3, &retransmissions, of: .digits)
            try form.time(.created, &created)
            try required(.initiator, &form)
            try form.record(.recipient, &recipient)
            try form.records(.trace, &trace)
        case .transfer(var isDownload):
            try form.flag(.downloadTransfer, &isDownload)
            purpose = .transfer(isDownload: isDownload)
            try form.text(.formatVersion, 1...6, &version)
            try required(.exchange, &form)
            try form.time(.created, &created)
            try required(.initiator, &form)
            try form.record(.recipient, &recipient)
        case .rejection(var function):
            try form.code(.messageFunction, &function)
            guard function == .requestRejection || function == .responseRejection else {
                throw form.failure(.contradiction, "a rejection has the function RJCQ or RJCP")
            }
            purpose = .rejection(function)
            try form.text(.protocolVersion, 1...6, &version)
            try form.number(.exchange, &exchange)
            try form.time(.created, &created)
            try form.record(.initiator, &initiator)
            try form.record(.recipient, &recipient)
            try form.records(.trace, &trace)
        }
    }

    /// What only a rejection may leave out.
    private mutating func required(_ tag: Tag, _ form: inout some Form) throws(NexoError) {
        if tag == .exchange {
            try form.number(.exchange, &exchange)
            if exchange == nil { throw form.failure(.missing, "the element XchgId is missing") }
        } else {
            try form.record(.initiator, &initiator)
            if initiator == nil { throw form.failure(.missing, "the element InitgPty is missing") }
        }
    }
}

/// Where a message passed, and when: what locates latency.
package struct Relay: Record {
    package var relay: Party
    package var protocolName: String?
    package var protocolVersion: String?
    package var arrived: NexoTime
    package var left: NexoTime

    package init(_ relay: Party, arrived: NexoTime, left: NexoTime) {
        self.relay = relay
        self.arrived = arrived
        self.left = left
    }

    static let blank = Relay(.blank, arrived: .blank, left: .blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.relay, &relay)
        try form.text(.protocolName, 1...35, &protocolName)
        try form.text(.protocolVersion, 1...6, &protocolVersion)
        try form.time(.traceIn, &arrived)
        try form.time(.traceOut, &left)
    }
}
