internal import XML

/// How large a message may be.
package struct NexoLimits: Sendable, Equatable {
    package var bytes: Int
    package var elements: Int

    package init(bytes: Int, elements: Int) {
        self.bytes = bytes
        self.elements = elements
    }

    /// One transaction.
    package static let online = NexoLimits(bytes: 65_536, elements: 2_048)
    /// A batch of some thousand transactions.
    package static let batch = NexoLimits(bytes: 8_388_608, elements: 500_000)

    /// Messages nest about a dozen levels.
    static let depth = 32
}

/// A message as it was received: what it says, its bytes, and what was passed over.
package struct NexoDocument: Sendable {
    package let message: NexoMessage
    package let bytes: [UInt8]
    /// The body's element, from its `<` to behind its last `>`: what a MAC is computed over.
    package let bodyRange: Range<Int>
    package let ignored: IgnoredElements

    /// Reads one message.
    package init(reading bytes: [UInt8], limits: NexoLimits = .online) throws(NexoError) {
        let tree: XMLTree
        do throws(XMLTreeError) {
            tree = try XMLTree(
                reading: bytes, vocabulary: Tag.vocabulary,
                limits: XMLTreeLimits(bytes: limits.bytes, elements: limits.elements, depth: NexoLimits.depth))
        } catch {
            throw NexoError(error)
        }
        var reader = FormReader(tree)
        guard reader.tag(of: 0) == .document else {
            throw NexoError(.unknownMessage, "the root of a message is Document", path: "*", offset: 0, line: 1)
        }
        let kind = try NexoKind(namespace: tree.namespace)
        var message = NexoMessage(header: kind.blankHeader, body: NexoBody(blank: kind))
        try reader.record(kind.messageTag, &message)
        try reader.finish()
        try message.checkSense()
        self.message = message
        self.bytes = bytes
        bodyRange = reader.range(of: [kind.messageTag, kind.bodyTag])
        ignored = reader.ignored
    }

    /// Whether the MAC of the message is right under a key.
    package func checked(with key: NexoMACKey) -> NexoMACCheck {
        guard let trailer = message.trailer else { return .absent }
        return key.check(trailer, over: Array(bytes[bodyRange]))
    }
}

extension NexoMessage {
    /// The message as a document in UTF-8, with a trailer when there is a key; a rejection has none.
    package func written(protectedBy key: NexoMACKey? = nil) throws(NexoError) -> [UInt8] {
        let kind = body.kind
        guard kind.hasShape(of: header) else {
            throw NexoError(
                .contradiction, "a message of this kind has another kind of header", path: "Document/Hdr")
        }
        try checkSense()
        var (header, body) = (header, body)
        var writer = FormWriter()
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        writer.begin(.document, namespace: kind.namespace)
        writer.begin(kind.messageTag)
        try writer.record(.header, &header)
        let start = writer.bytes.count
        try body.describe(&writer)
        if let key, kind != .rejection {
            var trailer = key.trailer(over: Array(writer.bytes[start...]))
            try writer.record(.securityTrailer, &trailer)
        }
        writer.end(kind.messageTag)
        writer.end(.document)
        writer.raw("\n")
        return writer.bytes
    }
}

extension NexoMessage: Record {
    static let blank = NexoMessage(header: .blank, body: .diagnosticRequest(.blank))

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.record(.header, &header)
        try body.describe(&form)
        try form.record(.securityTrailer, &trailer)
    }
}
