internal import Series

/// Begins a session of PostgreSQL, up to where the server says how it wants to know who we are.
final class PostgresScript: ConversationScript {
    private enum Place {
        case start
        case asked
        case secured
        case begun
    }

    private static let messageMost = 20_000

    private let user: String
    private let database: String
    private let isToSecure: Bool
    private var place = Place.start

    init(user: String, database: String, isToSecure: Bool) {
        self.user = user
        self.database = database
        self.isToSecure = isToSecure
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        switch place {
        case .start:
            guard [user, database].allSatisfy({ (1...63).contains($0.utf8.count) && !$0.utf8.contains(0) }) else {
                return .own("user and database have from 1 to 63 bytes")
            }
            guard isToSecure else { return begin }
            place = .asked
            return .send([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
        case .asked:
            guard let answer = input.first else { return .receive }
            input.removeFirst()
            guard answer != UInt8(ascii: "N") else { return .wrong("the server offers no TLS") }
            guard answer == UInt8(ascii: "S") else { return .wrong("the answer is no PostgreSQL server's") }
            place = .secured
            return .secure
        case .secured: return begin
        case .begun: return answered(&input)
        }
    }

    private var begin: ScriptStep {
        place = .begun
        var text = Array("user".utf8) + [0] + Array(user.utf8) + [0]
        text += Array("database".utf8) + [0] + Array(database.utf8) + [0]
        text += Array("application_name".utf8) + [0] + Array("vigie probe".utf8) + [0, 0]
        let length = UInt32(text.count + 8)
        return .send([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + [0, 3, 0, 0] + text)
    }

    private func answered(_ input: inout [UInt8]) -> ScriptStep {
        guard let kind = input.first else { return .receive }
        guard kind == UInt8(ascii: "R") || kind == UInt8(ascii: "E") || kind == UInt8(ascii: "v") else {
            return .wrong("the answer is no PostgreSQL server's: \(Shown.bytes(input))")
        }
        guard input.count >= 5 else { return .receive }
        let length = input[1..<5].reduce(0) { $0 << 8 | Int($1) }
        guard (8...Self.messageMost).contains(length) else { return .wrong("the answer is no PostgreSQL server's") }
        guard input.count >= length + 1 else { return .receive }
        let body = Array(input[5..<length + 1])
        input.removeFirst(length + 1)
        switch kind {
        case UInt8(ascii: "E"):
            let fields = Self.fields(body)
            let state = fields[UInt8(ascii: "C")] ?? "?"
            return .wrong(
                "the server answered \(Shown.plain(state, most: 5)), \(Shown.text(fields[UInt8(ascii: "M")] ?? ""))")
        case UInt8(ascii: "v"): return answered(&input)
        default:
            let method = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let words = method == 0 ? "lets us in without a password" : "asks for a password (method \(method))"
            return .end(.ok, "the server is ready for a session and \(words)")
        }
    }

    private static func fields(_ body: [UInt8]) -> [UInt8: String] {
        var fields: [UInt8: String] = [:]
        for part in body.split(separator: 0) where part.count > 1 {
            fields[part[part.startIndex]] = String(decoding: part.dropFirst(), as: UTF8.self)
        }
        return fields
    }
}
