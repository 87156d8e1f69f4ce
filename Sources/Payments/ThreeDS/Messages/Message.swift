package import JSON

/// One message of the protocol.
///
/// It keeps all members as they came, in their order, also those that we do not know: what is written back is what was
/// read. Elements are read by name and type: `message[.transStatus]`. What comes from outside is made by
/// ``MessageReader``, which checks it first.
package struct Message: Sendable, Equatable {
    package let type: MessageType
    package private(set) var members: JSONObject

    package init(_ type: MessageType, version: ProtocolVersion) {
        self.type = type
        members = ["messageType": type.json, "messageVersion": version.json]
    }

    init(_ type: MessageType, members: JSONObject) {
        self.type = type
        self.members = members
    }

    /// Nil when the element is missing, or is of another kind than its type; a checked message has no such element.
    package subscript<Value>(_ element: Element<Value>) -> Value? {
        get { members[element.name].flatMap(Value.init(json:)) }
        set { members[element.name] = newValue?.json }
    }

    func has(_ element: PlainElement) -> Bool { members[element.name] != nil }

    package var version: ProtocolVersion? { self[.messageVersion] }

    /// Takes `element` from another message, or removes it when that has none.
    package mutating func take<Value>(_ element: Element<Value>, from other: Message) {
        members[element.name] = other.members[element.name]
    }

    /// The bytes to send.
    package func bytes() -> [UInt8] { JSONWriter.compact(.object(members)) }
}

// A message may hold a card number and what identifies a person: it describes itself by its type, its transaction and
// its outcome.
extension Message: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        var text = type.rawValue
        if let version { text += " \(version)" }
        if let transaction = self[.threeDSServerTransID], transaction.utf8.count == 36 { text += " \(transaction)" }
        // A member that does not belong into this message was not checked, and may be anything.
        if let status = self[.transStatus], status.isKnown { text += " transStatus \(status)" }
        if let code = self[.errorCode], code.rawValue.utf8.count == 3 { text += " error \(code)" }
        return text
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["message": description], displayStyle: .struct) }
}
