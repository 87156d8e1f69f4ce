/// The card of a transaction, in the clear or encrypted.
package struct PaymentCard: Record {
    package var protected: ProtectedContent?
    package var plain: PlainCard?
    package var accountReference: String?
    /// As the sender masked it, who may have masked nothing.
    package var maskedNumber: Sensitive<String>?
    package var issuerRange: String?
    package var country: String?
    package var currency: String?
    package var productProfile: String?
    package var brand: String?
    package var productType: CardProductType?
    package var productSubtype: String?
    package var isInternal: Bool?

    package init(_ plain: PlainCard?) { self.plain = plain }

    static let blank = PaymentCard(nil)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.protectedCardData, &protected)
        try form.record(.plainCardData, &plain)
        try form.text(.accountReference, 1...70, &accountReference)
        try form.secret(.maskedNumber, 1...30, &maskedNumber)
        try form.text(.issuerRange, 1...15, &issuerRange, of: .digits)
        try form.text(.cardCountry, 1...3, &country)
        try form.text(.cardCurrency, 3...3, &currency, of: .lettersAndDigits)
        try form.text(.cardProductProfile, 1...35, &productProfile)
        try form.text(.cardBrand, 1...35, &brand)
        try form.code(.cardProductType, &productType)
        try form.text(.cardProductSubtype, 1...35, &productSubtype)
        try form.flag(.internalCard, &isInternal)
    }
}

/// Card data in the clear. Its number prints masked; its tracks and its holder's name do not print.
package struct PlainCard: Record {
    package var number: CardNumber
    package var sequenceNumber: String?
    package var effective: String?
    /// As sent: `2028-12` or `1228`.
    package var expiry: String?
    package var serviceCode: String?
    package var track1: Sensitive<String>?
    package var track2: Sensitive<String>?
    package var track3: Sensitive<String>?
    package var holder: Sensitive<String>?

    package init(_ number: CardNumber, expiry: String? = nil) {
        self.number = number
        self.expiry = expiry
    }

    static let blank = PlainCard(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.value(.cardNumber, CardNumberKind(), &number)
        try form.text(.cardSequenceNumber, 2...3, &sequenceNumber, of: .digits)
        try form.text(.effectiveDate, 1...10, &effective)
        try form.text(.expiryDate, 1...10, &expiry)
        try form.text(.serviceCode, 3...3, &serviceCode, of: .digits)
        try form.secret(.track1, 1...76, &track1)
        try form.secret(.track2, 1...37, &track2)
        try form.secret(.track3, 1...104, &track3)
        try form.secret(.cardholderName, 1...45, &holder)
    }
}
