/// A MAC over a message's body, as CMS has authenticated data (`SctyTrlr`).
package struct SecurityTrailer: Record {
    package var type: ContentType
    package var authenticated: AuthenticatedData

    package init(_ authenticated: AuthenticatedData) {
        type = .authenticated
        self.authenticated = authenticated
    }

    static let blank = SecurityTrailer(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.contentType, &type)
        guard type == .authenticated else { throw form.failure(.contradiction, "a trailer has the type AUTH") }
        try form.record(.authenticatedData, &authenticated)
    }

    package struct AuthenticatedData: Record {
        package var version: Int64?
        package var recipients: [Recipient]
        package var algorithm: MACMethod
        package var content: EncapsulatedContent
        package var mac: [UInt8]

        package init(recipients: [Recipient], algorithm: MACAlgorithm, mac: [UInt8]) {
            self.recipients = recipients
            self.algorithm = MACMethod(algorithm)
            content = EncapsulatedContent()
            self.mac = mac
        }

        static let blank = AuthenticatedData(recipients: [], algorithm: .cmacAES128, mac: [])

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.number(.version, &version)
            try form.records(.cmsRecipient, &recipients, atLeast: 1)
            try form.record(.macAlgorithm, &algorithm)
            try form.record(.encapsulatedContent, &content)
            try form.bytes(.mac, 140, &mac)
        }
    }

    package struct MACMethod: Record {
        package var algorithm: MACAlgorithm
        package var parameters: Parameters?

        package init(_ algorithm: MACAlgorithm) { self.algorithm = algorithm }

        static let blank = MACMethod(.cmacAES128)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.code(.algorithm, &algorithm)
            try form.record(.parameters, &parameters)
        }

        package struct Parameters: Record {
            package var initialisationVector: [UInt8]?
            package var padding: BytePadding?

            package init() {}

            static let blank = Parameters()

            mutating func describe(_ form: inout some Form) throws(NexoError) {
                try form.bytes(.initialisationVector, 500, &initialisationVector)
                try form.code(.bytePadding, &padding)
            }
        }
    }

    /// What was authenticated: the message's body, which is not repeated here.
    package struct EncapsulatedContent: Record {
        package var type: ContentType = .data
        package var content: Sensitive<[UInt8]>?

        package init() {}

        static let blank = EncapsulatedContent()

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.code(.contentType, &type)
            try form.secret(.content, 102_400, &content)
        }
    }
}
