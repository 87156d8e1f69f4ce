internal import Series

/// Greets a mail server, and makes the connection secure where that is asked for.
final class SMTPScript: ConversationScript {
    private enum Place {
        case greeting
        case hello
        case startTLS
        case secured
        case secondHello
        case quit
    }

    private static let linesMost = 100

    private let helo: String
    private let isToSecure: Bool
    private var place = Place.greeting
    private var lines: [String] = []
    private var greeting = ""

    init(helo: String, isToSecure: Bool) {
        self.helo = helo
        self.isToSecure = isToSecure
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        guard LineReading.isPlain(helo) else { return .own("the name for EHLO is no plain name") }
        if place == .secured {
            place = .secondHello
            return .send(hello)
        }
        while true {
            switch LineReading.take(&input) {
            case .notYet: return .receive
            case .tooLong: return .wrong("a line of the answer has no end; it is no mail server")
            case .whole(let line):
                lines.append(line)
                let bytes = Array(line.utf8)
                guard bytes.count >= 3, let code = UInt16(line.prefix(3)), lines.count <= Self.linesMost else {
                    return .wrong("the answer is no mail server's: \(Shown.text(line))")
                }
                if bytes.count > 3, bytes[3] == UInt8(ascii: "-") { continue }
                defer { lines = [] }
                return answered(code, line)
            }
        }
    }

    private var hello: [UInt8] { Array("EHLO \(helo)\r\n".utf8) }

    private func answered(_ code: UInt16, _ line: String) -> ScriptStep {
        let wanted: (code: UInt16, what: String) =
            switch place {
            case .greeting: (220, "the greeting")
            case .hello, .secondHello: (250, "the answer to EHLO")
            case .startTLS: (220, "the answer to STARTTLS")
            case .secured: (0, "")
            case .quit: (221, "the answer to QUIT")
            }
        guard code == wanted.code else {
            return .wrong("\(wanted.what) is \(Shown.text(line)), and \(wanted.code) is expected", code: code)
        }
        switch place {
        case .greeting:
            greeting = line
            place = .hello
            return .send(hello)
        case .hello where isToSecure:
            guard lines.contains(where: { $0.dropFirst(4).uppercased() == "STARTTLS" }) else {
                return .wrong("the server offers no STARTTLS")
            }
            place = .startTLS
            return .send(Array("STARTTLS\r\n".utf8))
        case .startTLS:
            place = .secured
            return .secure
        case .hello, .secondHello, .secured:
            place = .quit
            return .send(Array("QUIT\r\n".utf8))
        case .quit: return .end(SampleOutcome(.ok, code: 221), Shown.plain(greeting, most: 120))
        }
    }
}
