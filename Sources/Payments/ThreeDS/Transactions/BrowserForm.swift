internal import Bytes
internal import JSON

/// A form that the cardholder's browser posts from one party to another, by itself.
package struct BrowserForm: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package let address: String
    package let fields: [Field]

    /// What a field may have; a form with more is refused before it is decoded.
    package static let charactersMost = 128 << 10
    /// `threeDSSessionData`, encoded.
    package static let sessionCharactersMost = 1_024

    // MARK: The challenge

    /// Nil when the session data is longer than the protocol lets it be.
    package init?(challenge request: Message, to issuer: String, session: [UInt8]?) {
        self.init(message: request, field: "creq", to: issuer, session: session.map { Base64URL.encode($0) })
    }

    /// The ACS gives back the session data as it came.
    package init?(result response: Message, to notification: String, session: String?) {
        self.init(message: response, field: "cres", to: notification, session: session)
    }

    private init?(message: Message, field: String, to address: String, session: String?) {
        guard session.map({ $0.utf8.count <= Self.sessionCharactersMost }) ?? true else { return nil }
        self.address = address
        fields =
            [Field(name: field, value: Base64URL.encode(message.bytes()))]
            + (session.map { [Field(name: "threeDSSessionData", value: $0)] } ?? [])
    }

    // MARK: The 3DS Method

    package init(method: MethodData, at issuer: String) {
        address = issuer
        fields = [Field(name: "threeDSMethodData", value: Base64URL.encode(JSONWriter.compact(method.json)))]
    }

    // MARK: Reading

    /// The message in a `creq` or `cres` field.
    package static func message(
        in value: String, _ reader: MessageReader
    ) throws(ProtocolError) -> Message {
        try reader.message(from: decoded(value, reader.receiver))
    }

    /// What an issuer got in `threeDSSessionData`, to be given back as it is.
    package static func session(_ value: String) throws(ProtocolError) -> String {
        guard value.utf8.count <= sessionCharactersMost, Base64URL.decode(value) != nil else {
            throw ProtocolError(.formatInvalid, .issuer, "threeDSSessionData", about: .challengeRequest)
        }
        return value
    }

    package static func method(in value: String) throws(ProtocolError) -> MethodData {
        guard let json = try? JSONValue(reading: decoded(value, .issuer), limits: JSONLimits(depth: 4)),
            let data = MethodData(json: json)
        else { throw ProtocolError(.formatInvalid, .issuer, "threeDSMethodData") }
        return data
    }

    private static func decoded(_ value: String, _ receiver: ErrorComponent) throws(ProtocolError) -> [UInt8] {
        guard value.utf8.count <= charactersMost else {
            throw ProtocolError(.limitExceeded, receiver, "the form has more than \(charactersMost) characters")
        }
        // An app's challenge is encrypted (five parts with dots); we have no keys for that.
        guard value.utf8.filter({ $0 == UInt8(ascii: ".") }).count != 4 else {
            throw ProtocolError(.decryptionFailed, receiver, "encrypted challenges of apps are not supported")
        }
        guard let bytes = Base64URL.decode(value) else {
            throw ProtocolError(.invalidMessage, receiver, "the form is not base64url without padding")
        }
        return bytes
    }
}

/// What the browser takes to the issuer before the request, so that the issuer can look at it.
package struct MethodData: Sendable, Equatable {
    package let transaction: String
    package let notificationURL: String?

    package init(transaction: String, notificationURL: String?) {
        self.transaction = transaction
        self.notificationURL = notificationURL
    }

    /// Nil unless its elements are in their formats.
    init?(json: JSONValue) {
        guard let transaction = json["threeDSServerTransID"],
            ElementFormat.identifier.objections(to: transaction, at: "").isEmpty
        else { return nil }
        let url = json["threeDSMethodNotificationURL"]
        if let url, !ElementFormat.url.objections(to: url, at: "").isEmpty { return nil }
        self.init(transaction: transaction.string ?? "", notificationURL: url?.string)
    }

    var json: JSONValue {
        var object: JSONObject = ["threeDSServerTransID": .string(transaction)]
        if let notificationURL { object["threeDSMethodNotificationURL"] = .string(notificationURL) }
        return .object(object)
    }
}
