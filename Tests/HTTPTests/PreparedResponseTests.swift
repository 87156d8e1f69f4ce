import HTTP
import Testing

@Suite struct PreparedResponseTests {
    private func response(accepting encodings: String?, bytes: Int = 5_000) -> PreparedResponse {
        var headers = HTTPHeaders()
        if let encodings { headers.add("Accept-Encoding", encodings) }
        return PreparedResponse(
            headers: [:], body: [UInt8](repeating: 0x20, count: bytes),
            for: HTTPRequest(method: "GET", path: "/", headers: headers))
    }

    @Test(arguments: [(nil, nil), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip"), ("identity", nil)])
    func `an answer for one reader exists in the encoding that the reader takes`(accepted: String?, expected: String?) {
        let response = response(accepting: accepted)
        #expect([response.gzip, response.brotli].compactMap { $0?.encoding } == [expected].compactMap { $0 })
        #expect(response.varies)
        #expect(response.identity.body.count == 5_000)
    }

    @Test func `a small answer is the same for everybody`() {
        let small = response(accepting: "gzip, br", bytes: 100)
        #expect(small.gzip == nil && small.brotli == nil && !small.varies)
    }

    @Test func `every encoding has an entity tag of its own, that of many readers' answers too`() {
        let shared = PreparedResponse(headers: [:], body: [UInt8](repeating: 0x20, count: 5_000))
        let tags = [shared.identity, shared.gzip, shared.brotli].compactMap { $0?.etag }
        #expect(Set(tags).count == 3 && tags.allSatisfy { $0.hasPrefix("\"") && $0.hasSuffix("\"") })
    }
}
