import Cards
package import ISO8583
package import JSON

/// A link to an acquirer: bytes to typed messages and back, by a profile.
package struct CB2ALink: Sendable {
    package let profile: Profile

    /// Our own profile, as `docs/payments/cb2a.md` describes it.
    package static let style = CB2ALink(profile: shippedProfile)

    /// A licensee's profile from a file: the format is that of every profile. Refused when it lacks a field that the typed
    /// messages write.
    package init(reading bytes: [UInt8]) throws(JSONError) {
        profile = try Profile(reading: bytes)
        for field in Self.fieldsWritten where profile.rule(field) == nil {
            throw JSONError(
                .missingMember, "the messages of this link need this field",
                path: JSONPath.root.member("fields").member(String(field)))
        }
    }

    private init(profile: Profile) { self.profile = profile }

    private static let shippedProfile: Profile = {
        do {
            return try Profile(reading: PackageResources.cb2a_style_json)
        } catch {
            preconditionFailure("the shipped profile: \(error)")
        }
    }()

    private static let fieldsWritten: FieldSet = [
        2, 3, 4, 7, 11, 12, 13, 14, 18, 22, 23, 24, 25, 26, 32, 35, 37, 38, 39, 41, 42, 47, 49, 53, 55, 67, 70, 71, 72,
        74,
        76, 77, 86, 88, 89, 90, 101,
    ]

    /// Reads one message. A card that is no test card is refused before anything else looks at the message.
    package func read(_ body: [UInt8]) throws(CB2AError) -> CB2AMessage {
        let message: ISO8583Message
        do throws(ISO8583Error) {
            message = try profile.decode(body)
        } catch {
            throw .format(error)
        }
        return try read(message)
    }

    package func read(_ message: ISO8583Message) throws(CB2AError) -> CB2AMessage {
        do throws(CardRefusal) {
            try CardData.admit(message, by: profile)
        } catch {
            throw .card(error)
        }
        do throws(ISO8583Error) {
            try profile.check(message)
        } catch {
            throw .format(error)
        }
        return try CB2AMessage(message, by: profile)
    }

    /// A message without its frame. It has what its type demands, or this fails.
    package func write(_ message: CB2AMessage) throws(ISO8583Error) -> [UInt8] {
        let message = try message.fields(by: profile)
        try profile.check(message)
        return try profile.encode(message)
    }

    package func frame(_ message: CB2AMessage, header: [UInt8] = []) throws(ISO8583Error) -> [UInt8] {
        try profile.framing.frame(write(message), header: header)
    }
}
