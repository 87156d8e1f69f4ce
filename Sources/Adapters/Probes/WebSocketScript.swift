internal import Bytes
internal import COpenSSL
internal import Machine
internal import Observing
internal import Series
internal import Watching

/// Opens a WebSocket (RFC 6455), pings, says and expects messages in turn when the pong is there, and closes it.
final class WebSocketScript: ConversationScript {
    private enum Place {
        case start
        case upgrade
        case ping
        case steps
        case farewell
    }

    private static let headMost = 16_384
    private static let textMost = 2_048

    private let host: String
    private let path: String
    private let origin: String?
    private let key = Base64.encode(Entropy.bytes(16))
    private let payload = Entropy.bytes(8)
    private let headers: [HeaderField]
    private let steps: [TCPQuestion.Step]
    private var step = 0
    /// Of a message whose frames are not all there.
    private var message: [UInt8] = []
    private var place = Place.start

    init(
        host: String, path: String, origin: String?, headers: [HeaderField] = [], steps: [TCPQuestion.Step] = []
    ) {
        self.headers = headers
        self.steps = steps
        self.host = host
        self.path = path
        self.origin = origin
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        switch place {
        case .start: return question
        case .upgrade: return upgraded(&input)
        case .ping: return listened(&input)
        case .steps: return nextStep(&input)
        case .farewell:
            let more = steps.isEmpty ? "" : ", and all \(steps.count) steps went as expected"
            return .end(SampleOutcome(.ok, code: 101), "opened, and a ping was answered" + more)
        }
    }

    private var question: ScriptStep {
        let texts = [host, path] + (origin.map { [$0] } ?? [])
        guard texts.allSatisfy({ LineReading.isPlain($0, most: Self.textMost) }), path.hasPrefix("/") else {
            return .own("host, path and origin are plain texts, and a path begins with a slash")
        }
        place = .upgrade
        let lines = [
            "GET \(path) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Key: \(key)", "Sec-WebSocket-Version: 13",
        ]
        let head =
            lines + (origin.map { ["Origin: \($0)"] } ?? []) + headers.map { "\($0.name): \($0.value)" } + ["", ""]
        return .send(Array(head.joined(separator: "\r\n").utf8))
    }

    private func upgraded(_ input: inout [UInt8]) -> ScriptStep {
        guard let end = ByteSearch.find([0x0d, 0x0a, 0x0d, 0x0a], in: input), end <= Self.headMost else {
            return input.count > Self.headMost ? .wrong("the head of the answer has no end") : .receive
        }
        let lines = String(decoding: input[..<end], as: UTF8.self).split(separator: "\r\n")
        input.removeFirst(end + 4)
        let words = (lines.first ?? "").split(separator: " ")
        guard let version = words.first, version.hasPrefix("HTTP/1."), words.count > 1, let status = UInt16(words[1])
        else { return .wrong("the answer is no HTTP: \(Shown.text(String(lines.first ?? "")))") }
        guard status == 101 else { return .wrong("the status is \(status), and 101 is expected", code: status) }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields[line[..<colon].lowercased()] = String(value)
        }
        guard fields["upgrade"]?.lowercased() == "websocket",
            fields["connection"]?.lowercased().contains("upgrade") == true
        else { return .wrong("the server answers 101, but does not upgrade to a WebSocket", code: status) }
        guard fields["sec-websocket-accept"] == Self.acceptance(of: key) else {
            return .wrong(
                "the server did not prove that it read our key; something between answered for it", code: status)
        }
        place = .ping
        return .send(frame(0x89, payload))
    }

    private func nextStep(_ input: inout [UInt8]) -> ScriptStep {
        guard step < steps.count else {
            place = .farewell
            return .send(frame(0x88, [0x03, 0xe8]))
        }
        switch steps[step] {
        case .send(let bytes):
            step += 1
            // What is no text is sent as bytes.
            return .send(frame(String(validating: bytes, as: UTF8.self) == nil ? 0x82 : 0x81, bytes))
        case .expectStart, .expectWithin: return listened(&input)
        }
    }

    /// Nil where the message is not the one that is waited for, and others may follow.
    private func heard(_ message: [UInt8]) -> ScriptStep? {
        guard place == .steps, step < steps.count else { return nil }
        switch steps[step] {
        case .send: return nil
        case .expectStart(let wanted):
            guard message.starts(with: wanted) else {
                return .wrong(
                    "step \(step + 1): expected \(Shown.bytes(wanted)), but \(Shown.bytes(message)) came")
            }
        case .expectWithin(let wanted):
            guard ByteSearch.find(wanted, in: message) != nil else { return nil }
        }
        step += 1
        return .receive
    }

    private func listened(_ input: inout [UInt8]) -> ScriptStep {
        while true {
            guard input.count >= 2 else { return .receive }
            guard input[1] & 0x80 == 0 else { return .wrong("the server masks its frames") }
            var (length, start) = (Int(input[1]), 2)
            if length >= 126 {
                let more = length == 126 ? 2 : 8
                guard input.count >= 2 + more else { return .receive }
                guard more == 2 || input[2] & 0x80 == 0 else { return .wrong("a frame's length is out of range") }
                length = input[2..<2 + more].reduce(0) { $0 << 8 | Int($1) }
                start += more
            }
            guard input.count - start >= length else { return .receive }
            let body = Array(input[start..<start + length])
            let first = input[0]
            let kind = first & 0x0f
            input.removeFirst(start + length)
            switch kind {
            case 0xa where body == payload && place == .ping:
                place = .steps
                return nextStep(&input)
            case 0x0...0x2 where place == .steps:
                message += body
                guard first & 0x80 != 0 else { continue }
                defer { message = [] }
                guard let verdict = heard(message) else { continue }
                if case .receive = verdict { return nextStep(&input) }
                return verdict
            case 0x8:
                let code = body.prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
                return .wrong("the server closed the WebSocket with code \(code)", code: code)
            // What the server has to tell before it is asked is not for us.
            case 0x0...0x2, 0x9, 0xa: continue
            default: return .wrong("a frame of an unknown kind, \(kind)")
            }
        }
    }

    private func frame(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        let mask = Entropy.bytes(4)
        // Declared texts are bounded: two bytes of length are enough.
        let length =
            body.count < 126 ? [0x80 | UInt8(body.count)] : [0xfe, UInt8(body.count >> 8), UInt8(body.count & 0xff)]
        return [first] + length + mask + body.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    private static func acceptance(of key: String) -> String {
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        _ = unsafe SHA1(text, text.count, &digest)
        return Base64.encode(digest)
    }
}
