package import JSON

/// Bytes from outside become a message, or the error to answer with.
///
/// Checked in this order, and the first that fails is the answer: it is JSON (101, a member twice 204); it is a message
/// for this receiver (101); its version is supported (102); nothing that it needs is missing (201); no extension that it
/// cannot do without is unknown (202); every element is in its format (203); codes of countries and currencies exist
/// (304). An error names every element of its kind.
package struct MessageReader: Sendable {
    /// Who reads; a message for somebody else is refused.
    package var receiver: ErrorComponent
    package var versions = ProtocolVersion.supported
    /// The identifiers of extensions that the receiver acts on.
    package var extensions: Set<String> = []
    /// What becomes of a word that the protocol does not define, such as a new transaction status.
    package var unknownWords = UnknownWords.refused

    package enum UnknownWords: Sendable {
        /// As the protocol has it: error 203.
        case refused
        /// For who watches rather than takes part.
        case kept
    }

    /// No message but a PRes has more bytes.
    package static let bytesMost = 256 << 10
    /// A PRes carries all card ranges of a scheme.
    package static let preparationBytesMost = 32 << 20

    package init(receiver: ErrorComponent) { self.receiver = receiver }

    /// - Parameter request: the message that this one answers, when it is an answer: it decides what must be in it.
    package func message(
        from bytes: [UInt8], answering request: Message? = nil
    ) throws(ProtocolError) -> Message {
        let most = request?.type == .preparationRequest ? Self.preparationBytesMost : Self.bytesMost
        guard bytes.count <= most else {
            throw ProtocolError(.limitExceeded, receiver, "the message has more than \(most) bytes")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(reading: bytes, limits: JSONLimits(bytes: most, depth: 16))
        } catch {
            if error.code == .duplicateMember {
                throw ProtocolError(.elementDuplicated, receiver, Self.plainName(error.path))
            }
            throw ProtocolError(.invalidMessage, receiver, "not JSON, byte \(error.offset ?? 0)")
        }
        return try message(from: value, answering: request)
    }

    package func message(
        from value: JSONValue, answering request: Message? = nil
    ) throws(ProtocolError) -> Message {
        guard let members = value.object else {
            throw ProtocolError(.invalidMessage, receiver, "the message is no JSON object")
        }
        guard let type = members["messageType"].flatMap(MessageType.init(json:)), let rules = MessageRules.of(type),
            MessageRules.receivers(of: type).contains(receiver)
        else {
            throw ProtocolError(.invalidMessage, receiver, "messageType")
        }
        let message = Message(type, members: members)
        func failure(_ code: ErrorCode, _ detail: String) -> ProtocolError {
            ProtocolError(code, receiver, detail, about: type, Self.identifiers(of: message))
        }
        try checkVersion(of: message, failure)
        let context = MessageRules.Context(receiver: receiver, message: message, request: request)
        let objections = objections(to: message, rules, context)
        if let error = objections.failure(.missing, .elementMissing, failure) { throw error }
        if let unknown = unknownCriticalExtension(of: message) {
            throw failure(.extensionNotRecognised, unknown)
        }
        if let error = objections.failure(.format, .formatInvalid, failure) { throw error }
        if unknownWords == .refused, let error = objections.failure(.unknownWord, .formatInvalid, failure) {
            throw error
        }
        if let error = objections.failure(.unknownCode, .codeInvalid, failure) { throw error }
        try checkAgreement(of: message, with: request, failure)
        return message
    }

    private func checkVersion(
        of message: Message, _ failure: (ErrorCode, String) -> ProtocolError
    ) throws(ProtocolError) {
        guard let member = message.members["messageVersion"] else { throw failure(.elementMissing, "messageVersion") }
        guard let version = ProtocolVersion(json: member) else { throw failure(.formatInvalid, "messageVersion") }
        // An error message is understood in every version: whoever refuses it could only answer with another.
        guard message.type == .error || versions.contains(version) else {
            throw failure(
                .versionNotSupported, versions.sorted().map(\.description).joined(separator: ", ") + " are supported")
        }
    }

    private func objections(
        to message: Message, _ rules: MessageRules, _ context: MessageRules.Context
    ) -> [ElementFormat.Objection] {
        var found: [ElementFormat.Objection] = []
        for rule in rules.rules {
            let name = rule.element.name
            guard let value = message.members[name] else {
                if rule.isRequired(context) { found.append(.init(kind: .missing, path: name)) }
                continue
            }
            // Nothing, where something must be, is missing; nothing, where nothing need be, is in no format.
            if value.isNull || value.string == "" {
                found.append(.init(kind: rule.isRequired(context) ? .missing : .format, path: name))
            } else {
                found += rule.element.format.objections(to: value, at: name)
            }
        }
        return found
    }

    /// An answer speaks of the request's transaction, in the request's version, and answers what was asked.
    private func checkAgreement(
        of message: Message, with request: Message?, _ failure: (ErrorCode, String) -> ProtocolError
    ) throws(ProtocolError) {
        guard let request, message.type != .error else { return }
        let contradictions = TransactionIdentifiers(of: request).contradictions(in: message)
        guard contradictions.isEmpty else {
            throw failure(.transactionNotRecognised, contradictions.joined(separator: ", "))
        }
        guard message.version == request.version else { throw failure(.formatInvalid, "messageVersion") }
        guard message.type == .authenticationResponse else { return }
        let status = message[.transStatus]
        let preference = request[.threeDSRequestorChallengeInd]
        if status == .informationOnly, preference?.asksForNoChallenge != true {
            throw failure(.formatInvalid, "transStatus")
        }
        if status == .challengeRequired,
            preference == .dataShareOnly || request[.deviceChannel] == .requestorInitiated
        {
            throw failure(.formatInvalid, "transStatus")
        }
        let askedForDecoupled = request[.threeDSRequestorDecReqInd] == .yes
        if !askedForDecoupled, status == .decoupledChallenge { throw failure(.formatInvalid, "transStatus") }
        if !askedForDecoupled, message[.acsDecConInd] == .yes { throw failure(.formatInvalid, "acsDecConInd") }
    }

    private func unknownCriticalExtension(of message: Message) -> String? {
        guard case .array(let values) = message.members["messageExtension"] else { return nil }
        // The identifier is somebody else's word and may be anything: it is named by its place.
        for (index, value) in values.prefix(10).enumerated() where value["criticalityIndicator"]?.bool == true {
            if let id = value["id"]?.string, extensions.contains(id) { continue }
            return "messageExtension[\(index)].id"
        }
        return nil
    }

    /// The identifiers of a message that may be wrong: only what has the form of one is repeated in an answer.
    private static func identifiers(of message: Message) -> TransactionIdentifiers {
        func identifier(_ element: Element<String>) -> String? {
            guard let value = message.members[element.name],
                element.format.objections(to: value, at: element.name).isEmpty
            else { return nil }
            return value.string
        }
        return TransactionIdentifiers(
            server: identifier(.threeDSServerTransID), directory: identifier(.dsTransID),
            issuer: identifier(.acsTransID))
    }

    /// The name of a member that came twice, when it is a name of the protocol; it may be anything.
    private static func plainName(_ path: JSONPath) -> String {
        guard case .member(let name) = path.components.last, name.utf8.count <= 64,
            name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
        else { return "a member" }
        return name
    }
}

extension [ElementFormat.Objection] {
    /// The error that names all elements with this kind of fault; nil when there is none.
    fileprivate func failure(
        _ kind: ElementFormat.Objection.Kind, _ code: ErrorCode, _ failure: (ErrorCode, String) -> ProtocolError
    ) -> ProtocolError? {
        let paths = filter { $0.kind == kind }.map(\.path)
        return paths.isEmpty ? nil : failure(code, paths.prefix(40).joined(separator: ", "))
    }
}
