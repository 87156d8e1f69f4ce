internal import HTTP

/// A prepared response as bytes: for each variant the headers that are always the same, the empty line and the body
/// in one block; and the headers of the 304 that stands for it.
final class RenderedResponse: Sendable {
    struct Variant: Sendable {
        let block: ByteBlock
        let headCount: Int
        var bodyCount: Int { block.count - headCount }
    }

    /// What is asked for only when a client names what it has.
    struct Validator: Sendable {
        let etag: String
        let notModified: ByteBlock
    }

    // In the order in which an answer looks at them: of thousands of pages, none stays in the processor's caches.
    /// Names the server whose headers these are: another one renders for itself.
    let owner: ObjectIdentifier
    let statusCode: Int
    private let gzip: Variant?
    private let brotli: Variant?
    private let identity: Variant
    private let validators: [Validator?]
    let statusLine: [UInt8]

    init(_ response: PreparedResponse, security: [(name: String, value: String)], owner: ObjectIdentifier) {
        self.owner = owner
        statusCode = response.status.code
        statusLine = Array(ResponseHead.statusLine(response.status).utf8)
        func render(_ variant: PreparedResponse.Variant) -> (Variant, Validator) {
            Self.render(variant, of: response, security: security)
        }
        let (identity, gzip, brotli) = (
            render(response.identity), response.gzip.map(render), response.brotli.map(render)
        )
        self.identity = identity.0
        self.gzip = gzip?.0
        self.brotli = brotli?.0
        validators = [identity.1, gzip?.1, brotli?.1]
    }

    func choice(for encodings: AcceptedEncodings) -> AcceptedEncodings.Choice {
        encodings.choice(gzip: gzip != nil, brotli: brotli != nil)
    }

    func variant(_ choice: AcceptedEncodings.Choice) -> Variant {
        switch choice {
        case .brotli: brotli ?? identity
        case .gzip: gzip ?? identity
        case .identity: identity
        }
    }

    func validator(_ choice: AcceptedEncodings.Choice) -> Validator? { validators[Int(choice.rawValue)] }

    private static func render(
        _ variant: PreparedResponse.Variant, of response: PreparedResponse, security: [(name: String, value: String)]
    ) -> (Variant, Validator) {
        var head: [UInt8] = []
        var short: [UInt8] = []
        let varies = response.varies
        ResponseHead.append("ETag", variant.etag, to: &head)
        ResponseHead.append("ETag", variant.etag, to: &short)
        if varies {
            let vary = ResponseHead.varying(response.headers["Vary"], on: "Accept-Encoding")
            ResponseHead.append("Vary", vary, to: &head)
            ResponseHead.append("Vary", vary, to: &short)
        }
        if let encoding = variant.encoding { ResponseHead.append("Content-Encoding", encoding, to: &head) }
        for field in response.headers.fields where !ResponseHead.isServers(field.name) {
            let name = field.name.lowercased()
            if name == "etag" || (name == "vary" && varies) { continue }
            ResponseHead.append(field.name, field.value, to: &head)
            if ["cache-control", "content-location", "expires", "vary"].contains(name) {
                ResponseHead.append(field.name, field.value, to: &short)
            }
        }
        for field in security where response.headers[field.name] == nil {
            ResponseHead.append(field.name, field.value, to: &head)
        }
        ResponseHead.append("Content-Length", String(variant.body.count), to: &head)
        head += "\r\n".utf8
        short += "\r\n".utf8
        return (
            Variant(block: ByteBlock(head, variant.body), headCount: head.count),
            Validator(etag: variant.etag, notModified: ByteBlock(short))
        )
    }
}
