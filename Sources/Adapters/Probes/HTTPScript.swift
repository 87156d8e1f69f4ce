internal import HTTP
internal import Observing
internal import Series

/// Asks one request of HTTP/1 and takes the answer; what it must be is judged elsewhere.
final class HTTPScript: ConversationScript {
    private let request: [UInt8]
    private var isAsked = false
    private(set) var reader: HTTPAnswerReader

    init(_ request: FetchRequest) {
        self.request = Self.bytes(request)
        reader = HTTPAnswerReader(
            hasBody: request.method != .head, bodyMost: request.policy.bodyBytes, headMost: request.policy.headerBytes)
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        guard isAsked else {
            isAsked = true
            return .send(request)
        }
        switch reader.take(&input, hasEnded: hasEnded) {
        case .more: return .receive
        case .whole: return .end(.ok, "")
        case .fault(let words): return .end(SampleOutcome(.failed, at: .receive), words)
        }
    }

    /// The request was checked: no part of it holds what would end a line.
    private static func bytes(_ request: FetchRequest) -> [UInt8] {
        let url = request.url
        var host = url.host.utf8.contains(UInt8(ascii: ":")) ? "[\(url.host)]" : url.host
        if url.port != url.scheme.defaultPort { host += ":\(url.port)" }
        var text = "\(request.method.rawValue) \(url.path)"
        if let query = url.query { text += "?\(query)" }
        text += " HTTP/1.1\r\nHost: \(request.policy.namedHost ?? host)\r\n"
        if request.headers["User-Agent"] == nil { text += "User-Agent: Vigie\r\n" }
        if request.headers["Accept"] == nil { text += "Accept: */*\r\n" }
        text += "Accept-Encoding: gzip, br\r\nConnection: close\r\n"
        for field in request.headers.fields { text += "\(field.name): \(field.value)\r\n" }
        if !request.body.isEmpty || request.method == .post || request.method == .put || request.method == .patch {
            text += "Content-Length: \(request.body.count)\r\n"
        }
        text += "\r\n"
        return Array(text.utf8) + request.body
    }
}
