/// Encrypted content, as CMS envelopes it: for whom, with which key, and the ciphertext.
///
/// Carried from one party to another; nothing here deciphers.
package struct ProtectedContent: Record {
    package var type: ContentType
    package var envelope: Envelope

    package init(_ envelope: Envelope) {
        type = .enveloped
        self.envelope = envelope
    }

    static let blank = ProtectedContent(Envelope(recipients: [], content: nil))

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.contentType, &type)
        guard type == .enveloped else { throw form.failure(.contradiction, "encrypted content has the type EVLP") }
        try form.record(.envelopedData, &envelope)
    }

    package struct Envelope: Record {
        package var version: Int64?
        package var recipients: [Recipient]
        package var content: EncryptedContent?

        package init(recipients: [Recipient], content: EncryptedContent?) {
            self.recipients = recipients
            self.content = content
        }

        static let blank = Envelope(recipients: [], content: nil)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.number(.version, &version)
            try form.records(.cmsRecipient, &recipients, atLeast: 1)
            try form.record(.encryptedContent, &content)
        }
    }

    package struct EncryptedContent: Record {
        package var type: ContentType
        package var algorithm: EncryptionMethod?
        package var data: Sensitive<[UInt8]>?

        package init(_ data: [UInt8], algorithm: EncryptionAlgorithm?) {
            type = .data
            self.algorithm = algorithm.map { EncryptionMethod($0) }
            self.data = Sensitive(data)
        }

        static let blank = EncryptedContent([], algorithm: nil)

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.code(.contentType, &type)
            try form.record(.contentEncryption, &algorithm)
            try form.secret(.encryptedData, 102_400, &data)
            if data == nil { throw form.failure(.missing, "the element NcrptdData is missing") }
        }
    }
}

/// For whom something is protected: which key.
package enum Recipient: Record {
    /// A key that both have.
    case named(KeyIdentifier)
    /// A key that was made for this message, and is itself encrypted under one that both have.
    case encrypted(KeyEncryption)

    static let blank = Recipient.named(.blank)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        var (named, encrypted): (KeyIdentifier?, KeyEncryption?) = (nil, nil)
        switch self {
        case .named(let key): named = key
        case .encrypted(let key): encrypted = key
        }
        try form.record(.keyEncryptionKey, &encrypted)
        try form.record(.keyIdentifier, &named)
        switch (named, encrypted) {
        case (let key?, nil): self = .named(key)
        case (nil, let key?): self = .encrypted(key)
        default: throw form.failure(.unsupported, "expected one of KEK and KeyIdr; key transport is not supported")
        }
    }
}

package struct KeyIdentifier: Record {
    package var name: String
    package var version: String
    package var sequenceNumber: Int64?
    package var derivation: [UInt8]?

    package init(_ name: String, version: String) {
        self.name = name
        self.version = version
    }

    static let blank = KeyIdentifier("", version: "")

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.keyName, 1...140, &name)
        try form.text(.keyVersion, 1...140, &version)
        try form.number(.sequenceNumber, &sequenceNumber)
        try form.bytes(.derivation, 500, &derivation)
    }
}

package struct KeyEncryption: Record {
    package var version: Int64?
    package var key: KeyIdentifier
    package var algorithm: EncryptionMethod
    package var encryptedKey: Sensitive<[UInt8]>?

    package init(_ key: KeyIdentifier, algorithm: EncryptionAlgorithm) {
        self.key = key
        self.algorithm = EncryptionMethod(algorithm)
    }

    static let blank = KeyEncryption(.blank, algorithm: .aes128CBC)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.number(.version, &version)
        try form.record(.keyEncryptionIdentifier, &key)
        try form.record(.keyEncryptionAlgorithm, &algorithm)
        try form.secret(.encryptedKey, 500, &encryptedKey)
    }
}

package struct EncryptionMethod: Record {
    package var algorithm: EncryptionAlgorithm
    package var parameters: Parameters?

    package init(_ algorithm: EncryptionAlgorithm) { self.algorithm = algorithm }

    static let blank = EncryptionMethod(.aes128CBC)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.code(.algorithm, &algorithm)
        try form.record(.parameters, &parameters)
    }

    package struct Parameters: Record {
        package var format: EncryptionFormat?
        package var initialisationVector: [UInt8]?
        package var padding: BytePadding?

        package init() {}

        static let blank = Parameters()

        mutating func describe(_ form: inout some Form) throws(NexoError) {
            try form.code(.encryptionFormat, &format)
            try form.bytes(.initialisationVector, 500, &initialisationVector)
            try form.code(.bytePadding, &padding)
        }
    }
}
