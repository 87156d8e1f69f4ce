package import JSON

/// A message between a till and a terminal: nexo Retailer 3.x in JSON (`SaleToPOIRequest`, `SaleToPOIResponse`).
///
/// Printing one shows its category and its parties; what is inside may be free text of strangers.
package struct RetailerMessage: Sendable, Equatable {
    package var header: RetailerHeader
    package var body: RetailerBody

    /// A message whose header says what its body is.
    package init(
        _ body: RetailerBody, service: String, sale: String, terminal: String, protocolVersion: String? = "3.1"
    ) {
        header = RetailerHeader(
            protocolVersion: protocolVersion, category: body.category, type: body.type, service: service, sale: sale,
            terminal: terminal)
        self.body = body
    }

    /// Reads one message: strict JSON, and everything that the protocol requires.
    ///
    /// Members that nothing here needs are passed over: the protocol has many that are optional.
    package init(reading bytes: [UInt8], limits: JSONLimits = RetailerMessage.limits) throws(NexoError) {
        do throws(JSONError) {
            try self.init(JSONValue(reading: bytes, limits: limits))
        } catch {
            throw NexoError(retailer: error, in: bytes)
        }
    }

    package static let limits = JSONLimits(bytes: NexoLimits.online.bytes, depth: 32)

    private init(_ value: JSONValue) throws(JSONError) {
        let root = try JSONObjectReader(value, allowing: ["SaleToPOIRequest", "SaleToPOIResponse"])
        let isRequest = root.has("SaleToPOIRequest")
        guard isRequest != root.has("SaleToPOIResponse") else {
            throw JSONError(.missingMember, "expected one of SaleToPOIRequest and SaleToPOIResponse")
        }
        let envelope = try root.object(isRequest ? "SaleToPOIRequest" : "SaleToPOIResponse")
        header = try RetailerHeader(envelope.object("MessageHeader"))
        guard (header.type == .request) == isRequest else {
            throw JSONError(
                .refusedValue, "a request stands in SaleToPOIRequest, a response in SaleToPOIResponse",
                path: envelope.path.member("MessageHeader").member("MessageType"))
        }
        body = try RetailerBody(in: envelope, header: header)
    }

    /// The message as compact JSON.
    package func written() throws(NexoError) -> [UInt8] {
        guard header.category == body.category, header.type == body.type else {
            throw NexoError(.contradiction, "the header is of another category than the body", path: "$")
        }
        do throws(JSONError) {
            try header.check(JSONPath(components: [.member("MessageHeader")]))
            try body.check()
        } catch {
            throw NexoError(retailer: error, in: [])
        }
        let root = header.type == .request ? "SaleToPOIRequest" : "SaleToPOIResponse"
        return JSONWriter.compact([
            root: [
                "MessageHeader": header.json,
                body.member: body.json,
            ]
        ])
    }

    /// The header of an answer: the same service between the same two.
    package func answer(_ body: RetailerBody) -> RetailerMessage {
        RetailerMessage(
            body, service: header.service, sale: header.sale, terminal: header.terminal,
            protocolVersion: header.protocolVersion)
    }
}

extension RetailerMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(body.member), service of \(header.service.utf8.count) characters" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
