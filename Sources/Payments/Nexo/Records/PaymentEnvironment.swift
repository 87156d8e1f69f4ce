/// Who takes part in a transaction, and with which card (`Envt`).
package struct PaymentEnvironment: Record {
    package var acquirer: Acquirer?
    package var serviceProvider: Acquirer?
    package var merchant: Merchant?
    package var terminal: Terminal?
    package var card: PaymentCard?
    package var cardholder: Cardholder?

    package init() {}

    static let blank = PaymentEnvironment()

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.acquirer, &acquirer)
        try form.record(.serviceProvider, &serviceProvider)
        try form.record(.merchant, &merchant)
        try form.record(.pointOfInteraction, &terminal)
        try form.record(.card, &card)
        try form.record(.cardholder, &cardholder)
    }
}

package struct Acquirer: Record {
    package var identification: Party?
    package var parametersVersion: String?

    package init(_ identification: Party?) { self.identification = identification }

    static let blank = Acquirer(nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.identification, &identification)
        try form.text(.parametersVersion, 1...256, &parametersVersion)
    }
}

package struct Merchant: Record {
    package var identification: Identification?
    package var commonName: String?
    package var location: LocationCategory?
    package var schemeData: String?

    package init(_ identification: Identification?, commonName: String? = nil) {
        self.identification = identification
        self.commonName = commonName
    }

    static let blank = Merchant(nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.identification, &identification)
        try form.text(.commonName, 1...70, &commonName)
        try form.code(.locationCategory, &location)
        try form.text(.schemeData, 1...140, &schemeData)
    }
}

/// The point of interaction.
package struct Terminal: Record {
    package var identification: Party
    package var systemName: String?
    package var group: String?
    package var capabilities: TerminalCapabilities?
    package var zone: String?

    package init(_ identification: Party) { self.identification = identification }

    static let blank = Terminal(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.identification, &identification)
        try form.text(.systemName, 1...70, &systemName)
        try form.text(.group, 1...35, &group)
        try form.record(.capabilities, &capabilities)
        try form.text(.timeZone, 1...70, &zone)
    }
}

package struct TerminalCapabilities: Record {
    package var reading: [CardDataReading] = []
    package var online: OnlineCapability?

    package init() {}

    static let blank = TerminalCapabilities()

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.codes(.cardReadingCapabilities, &reading)
        try form.code(.onlineCapabilities, &online)
    }
}

package struct Cardholder: Record {
    package var name: Sensitive<String>?
    package var language: String?
    package var authentications: [CardholderAuthentication] = []

    package init() {}

    static let blank = Cardholder()

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.secret(.name, 1...45, &name)
        try form.text(.language, 2...3, &language, of: .letters)
        try form.records(.authentication, &authentications)
    }
}

/// How the cardholder was made sure of.
package struct CardholderAuthentication: Record {
    package var method: AuthenticationMethod?
    package var value: Sensitive<[UInt8]>?
    package var onlinePIN: OnlinePIN?

    package init(_ method: AuthenticationMethod?) { self.method = method }

    static let blank = CardholderAuthentication(nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.authenticationMethod, &method)
        try form.secret(.authenticationValue, 5_000, &value)
        try form.record(.onlinePIN, &onlinePIN)
    }
}

/// A PIN for the issuer, which nobody between can read.
package struct OnlinePIN: Record {
    package var block: ProtectedContent
    package var format: PINFormat
    package var additionalInput: Sensitive<String>?

    package init(_ block: ProtectedContent, format: PINFormat) {
        self.block = block
        self.format = format
    }

    static let blank = OnlinePIN(.blank, format: .iso0)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.encryptedPINBlock, &block)
        try form.code(.pinFormat, &format)
        try form.secret(.additionalInput, 1...35, &additionalInput)
    }
}
