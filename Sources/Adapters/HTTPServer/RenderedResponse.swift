internal import HTTP

/// A prepared response as bytes: for each variant the headers that are always the same, the empty line and the body
/// in one block; and the headers of the 304 that stands for it.
final class RenderedResponse: Sendable {
    /// A class, so that an answer takes one reference to it and not one to each of its parts.
    final class Variant: Sendable {
        let block: ByteBlock
        let headCount: Int
        let notModified: ByteBlock
        let etag: String
        var bodyCount: Int { block.count - headCount }

        init(block: ByteBlock, headCount: Int, notModified: ByteBlock, etag: String) {
            self.block = block
            self.headCount = headCount
            self.notModified = notModified
            self.etag = etag
        }
    }

    let statusLine: [UInt8]
    let statusCode: Int
    let identity: Variant
    let gzip: Variant?
    let brotli: Variant?
    /// Names the server whose headers these are: another one renders for itself.
    let owner: ObjectIdentifier

    init(_ response: PreparedResponse, security: [(name: String, value: String)], owner: ObjectIdentifier) {
        self.owner = owner
        statusCode = response.status.code
        statusLine = Array(ResponseHead.statusLine(response.status).utf8)
        func render(_ variant: PreparedResponse.Variant) -> Variant {
            Self.render(variant, of: response, security: security)
        }
        identity = render(response.identity)
        gzip = response.gzip.map(render)
        brotli = response.brotli.map(render)
    }

    func variant(for encodings: AcceptedEncodings) -> Variant {
        switch encodings.choice(gzip: gzip != nil, brotli: brotli != nil) {
        case .brotli: brotli ?? identity
        case .gzip: gzip ?? identity
        case .identity: identity
        }
    }

    private static func render(
        _ variant: PreparedResponse.Variant, of response: PreparedResponse, security: [(name: String, value: String)]
    ) -> Variant {
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
        return Variant(
            block: ByteBlock(head, variant.body), headCount: head.count, notModified: ByteBlock(short),
            etag: variant.etag)
    }
}
