import HTTPServer
import HTTPTestSupport
import Testing

/// Reads requests from bytes as the server does, with the heads and bodies that came of it.
struct Verifier: ~Copyable {
    struct Message: Equatable {
        var head: String
        var body: String
    }

    var messages: [Message] = []
    var fault: RequestFault?
    private var buffer: [UInt8] = []
    private var scanned = 0
    private var head: RequestHead
    private var decoder: BodyDecoder?
    private var body: [UInt8] = []
    private var current = ""

    init(limits: RequestHead.Limits = .init()) { head = RequestHead(limits: limits) }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
        while fault == nil, step() {}
    }

    /// False when nothing more can be done with what is there.
    private mutating func step() -> Bool {
        let bytes = buffer
        if var decoding = decoder {
            var position = 0
            var received = body
            let outcome = decoding.decode(bytes.span, &position, into: &received)
            decoder = decoding
            body = received
            buffer.removeFirst(position)
            switch outcome {
            case .more: return false
            case .refused(let fault):
                self.fault = fault
                return false
            case .complete:
                messages.append(Message(head: current, body: String(decoding: body, as: UTF8.self)))
                decoder = nil
                body = []
                return true
            }
        }
        guard !buffer.isEmpty else { return false }
        switch head.read(bytes.span, scanned: scanned) {
        case .incomplete(let looked):
            scanned = looked
            return false
        case .refused(let fault):
            self.fault = fault
            return false
        case .complete(let length):
            func text(_ range: Range<Int>) -> String { String(decoding: buffer[range], as: UTF8.self) }
            let fields = head.fields.map { "\(text($0.name))=\(text($0.value))" }.joined(separator: "|")
            current = "\(text(head.method)) \(text(head.target)) \(text(head.authority)) \(head.isPersistent) \(fields)"
            decoder =
                head.isChunked
                ? BodyDecoder(chunkedUpTo: 1_000) : BodyDecoder(length: head.contentLength ?? 0, limit: 1_000)
            buffer.removeFirst(length)
            scanned = 0
            return true
        }
    }
}

@Suite struct RequestHeadTests {
    static let wellFormed = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /path?q=1 HTTP/1.1\r\nHost: example.org:8480\r\nAccept:*/*\r\nX-Empty:\r\nX-Spaces: \t a b \t\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n00000003;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\nConnection: te, close\r\n\r\n0\r\n\r\n",
        "GET http://example.org/absolute?x HTTP/1.1\r\nHost: other\r\n\r\n",
        "GET https://example.org HTTP/1.1\r\nHost: other\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.7\r\nHost: a\r\n\r\n",
        "\r\nGET /after-an-empty-line HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Bytes: \u{e9}\r\n\r\n",
    ]

    /// What each must be refused with, among it every malformed row of the table of hostile clients.
    static let malformed: [(String, RequestFault)] = [
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", .notHTTP),
        ("GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
        ("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
        ("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .notHTTP),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .requestLine),
        ("GET /\r\nHost: a\r\n\r\n", .requestLine),
        ("GET / http/1.1\r\nHost: a\r\n\r\n", .requestLine),
        ("GET / HTTP/11\r\nHost: a\r\n\r\n", .requestLine),
        ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
        ("GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET path HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .target),
        ("GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n", .host),
        ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", .host),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .version),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .version),
        ("GET / HTTP/0.9\r\nHost: a\r\n\r\n", .version),
        ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", .connectMethod),
        ("GET / HTTP/1.1\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .host),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n", .foldedLine),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedLine),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\nHost: a\r\nNoColon\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\nHost: a\r\nX\u{0}: x\r\n\r\n", .fieldName),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", .fieldValue),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", .fieldValue),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: a\u{7f}\r\n\r\n", .fieldValue),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", .lengthAndCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", .lengthAndCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", .contentLength),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", .transferCoding),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .transferCoding),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferCoding
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{b}chunked\r\n\r\n", .fieldValue),
        ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .codingInHTTP10),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: a-pony\r\n\r\n", .expectation),
    ]

    static let malformedBodies: [(String, RequestFault)] = [
        ("0x5\r\nhello\r\n0\r\n\r\n", .chunk), ("+5\r\nhello\r\n0\r\n\r\n", .chunk), (" 5\r\nhello\r\n", .chunk),
        ("5 \r\nhello\r\n", .chunk), ("5\nhello\r\n", .chunk), ("5\r\nhelloX\r\n", .chunk), ("5\r\nhello\r0", .chunk),
        ("\r\n", .chunk), ("000000005\r\n", .chunk), ("fffffffff\r\n", .chunk), ("3e9\r\n", .bodyTooLarge),
        ("ffffffff\r\n", .bodyTooLarge), ("5;\u{0}\r\n", .chunk), ("-1\r\n", .chunk),
        ("5;\(String(repeating: "e", count: 300))\r\n", .chunk), ("0\r\nBad Trailer: x\r\n\r\n", .trailer),
        ("0\r\nT: x\n\r\n", .trailer), ("0\r\nT: \(String(repeating: "e", count: 5_000))", .trailer),
        ("0\r\n folded\r\n\r\n", .trailer), ("1F4\r\n\(String(repeating: "x", count: 500))\r\n1F5\r\n", .bodyTooLarge),
    ]

    private static func whole(_ text: String) -> Verifier {
        var verifier = Verifier()
        verifier.feed(Array(text.utf8))
        return verifier
    }

    @Test(arguments: wellFormed)
    func `a well-formed request reads the same whole, byte by byte and cut anywhere`(text: String) {
        let expected = Self.whole(text)
        #expect(expected.fault == nil)
        #expect(expected.messages.count == 1)
        let bytes = Array(text.utf8)
        var byByte = Verifier()
        for byte in bytes { byByte.feed([byte]) }
        #expect(byByte.messages == expected.messages)
        for cut in 0...bytes.count {
            var verifier = Verifier()
            verifier.feed(bytes[..<cut])
            verifier.feed(bytes[cut...])
            #expect(verifier.messages == expected.messages, "cut at \(cut)")
        }
    }

    @Test func `many pipelined requests are told apart`() {
        let all = Self.wellFormed.joined() + Self.wellFormed.reversed().joined()
        let verifier = Self.whole(all)
        #expect(verifier.fault == nil)
        #expect(verifier.messages.count == 2 * Self.wellFormed.count)
        var pieces = Verifier()
        var rest = Array(all.utf8)[...]
        var size = 1
        while !rest.isEmpty {
            pieces.feed(rest.prefix(size))
            rest = rest.dropFirst(size)
            size = size % 37 + 3
        }
        #expect(pieces.messages == verifier.messages)
    }

    @Test(arguments: malformed)
    func `a malformed head is refused, however it is cut`(text: String, fault: RequestFault) {
        #expect(Self.whole(text).fault == fault)
        let bytes = Array(text.utf8)
        var byByte = Verifier()
        for byte in bytes { byByte.feed([byte]) }
        #expect(byByte.fault == fault)
        #expect(byByte.messages.isEmpty)
        for cut in 1..<bytes.count {
            var verifier = Verifier()
            verifier.feed(bytes[..<cut])
            verifier.feed(bytes[cut...])
            #expect(verifier.fault == fault, "cut at \(cut)")
        }
    }

    @Test(arguments: malformedBodies)
    func `a malformed chunked body is refused, however it is cut`(body: String, fault: RequestFault) {
        let bytes = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)".utf8)
        for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 100)) {
            var verifier = Verifier()
            verifier.feed(bytes[..<cut])
            verifier.feed(bytes[cut...])
            #expect(verifier.fault == fault, "cut at \(cut)")
            #expect(verifier.messages.isEmpty)
        }
    }

    @Test func `limits are kept exactly, also while the head is still arriving`() {
        let limits = RequestHead.Limits(requestLineBytes: 30, headBytes: 80, fields: 3)
        func fault(_ text: String) -> RequestFault? {
            var verifier = Verifier(limits: limits)
            verifier.feed(Array(text.utf8))
            return verifier.fault
        }
        // 29 bytes of line with its CR, which the limit counts.
        #expect(fault("GET /aaaaaaaaaaaaaaa HTTP/1.1\r\nHost: a\r\n\r\n") == nil)
        #expect(fault("GET /aaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: a\r\n\r\n") == .requestLineTooLong)
        #expect(fault("GET /" + String(repeating: "a", count: 40)) == .requestLineTooLong)
        #expect(fault("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 80)) == .headTooLarge)
        #expect(fault("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n") == nil)
        #expect(fault("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n") == .tooManyFields)
        var verifier = Verifier()
        verifier.feed(Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8))
        for _ in 0..<5_000 where verifier.fault == nil { verifier.feed(Array("X: y\r\n".utf8)) }
        #expect(verifier.fault == .headTooLarge)
    }

    @Test func `an absolute target's authority counts, not the Host field`() {
        #expect(
            Self.whole("GET http://example.org/x?y HTTP/1.1\r\nHost: other\r\n\r\n").messages.first?.head
                == "GET /x?y example.org true Host=other")
    }

    @Test(
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: TE,  Close \r\n", false), ("HTTP/1.1", "Connection: closed\r\n", true),
            ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: keep-alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false), ("HTTP/1.2", "", true),
        ])
    func `a connection persists as its version and its token list say`(
        version: String, field: String, persists: Bool
    ) {
        let message = Self.whole("GET / \(version)\r\nHost: a\r\n\(field)\r\n").messages.first
        #expect(message?.head.hasPrefix("GET / a \(persists) ") == true)
    }

    @Test func `mutated requests never trap and read the same however they are cut`() {
        var random = SeededRandom(seed: 20_260_101)
        let seeds = (Self.wellFormed + Self.malformed.map(\.0)).map { Array($0.utf8) }
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0...random.below(4) { random.mutate(&bytes) }
            var verifier = Verifier()
            let cut = random.below(bytes.count + 1)
            verifier.feed(bytes[..<cut])
            verifier.feed(bytes[cut...])
            accepted += verifier.messages.count
            var whole = Verifier()
            whole.feed(bytes)
            #expect(whole.messages == verifier.messages)
            #expect(whole.fault == verifier.fault)
        }
        #expect(accepted > 0)
    }
}
