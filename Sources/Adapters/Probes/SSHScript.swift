internal import Series

/// Waits for the banner of an SSH server (RFC 4253, section 4.2); lines before it are allowed.
final class SSHScript: ConversationScript {
    private static let linesMost = 50
    private let banner: String
    private var count = 0

    init(banner: String) { self.banner = banner }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        while true {
            switch LineReading.take(&input, most: 1_000) {
            case .notYet: return .receive
            case .tooLong: return .wrong("a line has no end; it is no SSH server")
            case .whole(let line):
                guard line.hasPrefix("SSH-") else {
                    count += 1
                    if count >= Self.linesMost { return .wrong("\(count) lines came, and no banner") }
                    continue
                }
                guard line.hasPrefix("SSH-2.0-") || line.hasPrefix("SSH-1.99-") else {
                    return .wrong("the server speaks another version: \(Shown.text(line))")
                }
                guard line.hasPrefix(banner) else {
                    return .wrong("the banner is \(Shown.text(line)), and \(Shown.text(banner)) is expected")
                }
                return .end(.ok, Shown.plain(line, most: 120))
            }
        }
    }
}
