import HTTP
import Testing

@testable import Probes

/// Answers of HTTP/1 in whatever pieces they come.
@Suite struct HTTPAnswerTests {
    private struct Read: Equatable {
        var progress = HTTPAnswerReader.Progress.more
        var status = 0
        var body = ""
        var fields: [String] = []
        /// What came behind the answer.
        var left = ""
    }

    private static func read(
        _ text: String, pieces: Int, hasBody: Bool = true, bodyMost: Int = 1_000, headMost: Int = 2_000
    ) -> Read {
        var reader = HTTPAnswerReader(hasBody: hasBody, bodyMost: bodyMost, headMost: headMost)
        var input: [UInt8] = []
        var read = Read()
        var rest = Array(text.utf8)[...]
        while read.progress == .more, !rest.isEmpty {
            input += rest.prefix(pieces)
            rest = rest.dropFirst(pieces)
            read.progress = reader.take(&input, hasEnded: false)
        }
        if read.progress == .more { read.progress = reader.take(&input, hasEnded: true) }
        read.status = reader.status
        read.body = String(decoding: reader.body, as: UTF8.self)
        read.fields = reader.headers.fields.map { "\($0.name)=\($0.value)" }
        read.left = String(decoding: input, as: UTF8.self)
        return read
    }

    @Test func `lengths, chunks, ends, interim answers and answers without a body`() {
        for (text, status, body, fields) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello", 200, "hello",
                ["Content-Length=5", "X-A=b"]
            ),
            ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, "", ["Content-Length=0"]),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n",
                200, "hello!", ["Transfer-Encoding=chunked"]
            ),
            ("HTTP/1.0 404 Not Found\r\nServer: a\r\n\r\nuntil the end", 404, "until the end", ["Server=a"]),
            ("HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\nA: 1\r\n b\r\n\r\n", 204, "", ["A=1 b"]),
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, "hi", ["Content-Length=2"]),
            ("HTTP/1.1 304 Same\r\nContent-Length: 99\r\n\r\n", 304, "", ["Content-Length=99"]),
        ] as [(String, Int, String, [String])] {
            for pieces in [1, 2, 3, 7, 10_000] {
                let read = Self.read(text, pieces: pieces)
                let expected = Read(progress: .whole, status: status, body: body, fields: fields)
                #expect(read == expected, "\(text) in pieces of \(pieces)")
            }
        }
        let head = Self.read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", pieces: 4, hasBody: false)
        #expect(head.progress == .whole && head.body.isEmpty)
    }

    @Test func `what ends too early is not whole`() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "HTTP/1.1 100 Go on\r\n\r\n",
        ] {
            for pieces in [1, 5, 10_000] { #expect(Self.read(text, pieces: pieces).progress == .more, "\(text)") }
        }
    }

    @Test func `what is no answer, or too much of one, is a fault`() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        for (text, words) in [
            ("SSH-2.0-OpenSSH\r\n\r\n", "no answer of HTTP/1"), ("HTTP/2 200 OK\r\n\r\n", "no answer of HTTP/1"),
            ("HTTP/1.1 2x0 OK\r\n\r\n", "no status"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "no one length"),
            ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "no one length"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", "more than 1000 bytes are to come"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer coding"),
            ("\(chunked)zz\r\n", "no length"), ("\(chunked)-1\r\n", "no length"), ("\(chunked)2\r\nabc\r\n", "longer"),
            ("\(chunked)ffffffffff\r\n", "more than 1000 bytes came"),
            ("\(chunked)\(String(repeating: "1", count: 2_000))", "no length"),
            ("HTTP/1.1 200 OK\r\n\r\n\(String(repeating: "a", count: 1_001))", "more than 1000 bytes came"),
            ("HTTP/1.1 200 OK\r\nA: \(String(repeating: "a", count: 2_001))", "2000 bytes of header fields"),
            ("\(chunked)0\r\nA: \(String(repeating: "a", count: 2_001))", "2000 bytes of header fields"),
            (String(repeating: "HTTP/1.1 100 Go on\r\n\r\n", count: 200), "2000 bytes of header fields"),
        ] {
            for pieces in [1, 9, 10_000] {
                guard case .fault(let fault) = Self.read(text, pieces: pieces).progress else {
                    Issue.record("\(text.prefix(60)) in pieces of \(pieces)")
                    continue
                }
                #expect(fault.contains(words), "\(fault)")
            }
        }
    }
}
