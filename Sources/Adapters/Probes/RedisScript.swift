internal import Observing
internal import Series

/// Logs in where there is a login, then pings.
final class RedisScript: ConversationScript {
    private enum Place {
        case start
        case login
        case ping
    }

    private let login: ServiceQuestion.Login?
    private var place = Place.start

    init(_ login: ServiceQuestion.Login?) { self.login = login }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        if place == .start {
            guard let login else { return ping }
            place = .login
            return .send(Self.command(["AUTH"] + (login.user.map { [$0] } ?? []) + [login.password]))
        }
        switch LineReading.take(&input) {
        case .notYet: return .receive
        case .tooLong: return .wrong("a line has no end; it is no Redis server")
        case .whole(let line):
            if line.hasPrefix("-") {
                let asksForLogin = line.hasPrefix("-NOAUTH") ? "; the probe has no password" : ""
                return .wrong("the server answered \(Shown.text(String(line.dropFirst())))" + asksForLogin)
            }
            guard line == (place == .login ? "+OK" : "+PONG") else {
                return .wrong("the answer is no Redis server's: \(Shown.text(line))")
            }
            return place == .login ? ping : .end(.ok, "PONG")
        }
    }

    private var ping: ScriptStep {
        place = .ping
        return .send(Self.command(["PING"]))
    }

    /// Lengths come before texts, so that nothing in a text can become another command.
    private static func command(_ words: [String]) -> [UInt8] {
        var bytes = Array("*\(words.count)\r\n".utf8)
        for word in words { bytes += Array("$\(word.utf8.count)\r\n".utf8) + Array(word.utf8) + [0x0d, 0x0a] }
        return bytes
    }
}
