import Foundation
import TestProcesses
import Testing

/// An identity provider in a process of its own: `Tests/OpenID/issuer.py`, which can be told to say what none should.
final class IdentityProvider {
    let issuer: String
    private let folder: Folder
    private let process = TestProcess()

    /// On a port of its choice, or on one that was promised to somebody.
    init(port: Int = 0) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        folder = try Folder()
        let printed = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [tests.appending(path: "OpenID/issuer.py").path(), folder.path, String(port)]
        process.standardOutput = printed
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: printed.fileHandleForReading.availableData, as: UTF8.self)
        issuer = line.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(issuer.hasPrefix("http://127.0.0.1:"), "the identity provider did not come up")
    }

    deinit {
        // A process of Foundation's starts with the gentle signals blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Tells it what to say from now on; the names are those of `issuer.py`.
    func say(_ changes: String) throws {
        let answer = try Visitor().ask(issuer + "/control", options: ["--data-binary", changes])
        try #require(answer.status == 200, "\(answer)")
    }

    /// How often a place was asked.
    func asked(_ place: String) throws -> Int {
        let counts = try JSONSerialization.jsonObject(with: Data(Visitor().ask(issuer + "/control").body.utf8))
        return (counts as? [String: Int])?[place] ?? 0
    }
}

/// A browser: cookies by host, and the page in front of it. It follows no redirect by itself.
final class Visitor {
    struct Answer: CustomStringConvertible {
        var status: Int
        var head: String
        var body: String

        var location: String? { field("Location") }
        var description: String { "\(status) \(location ?? "")\n\(body.prefix(2_000))" }

        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }

        /// What stands in `<code>`.
        var secrets: [String] { body.matches(of: #/<code>([^<]*)<\/code>/#).map { String($0.1) } }
    }

    /// By origin, then by name.
    var cookies: [String: [String: String]] = [:]
    private var page = ""

    @discardableResult
    func ask(_ url: String, headers: [String] = [], options: [String] = []) throws -> Answer {
        let origin = Self.origin(url)
        let sent = (cookies[origin] ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        let curl = TestProcess()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments =
            ["-s", "-i", "--max-time", "30", "-H", "Expect:"] + (sent.isEmpty ? [] : ["-H", "Cookie: " + sent])
            + headers.flatMap { ["-H", $0] } + options + [url]
        let output = Pipe()
        curl.standardOutput = output
        try curl.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        curl.waitUntilExit()
        guard let end = text.range(of: "\r\n\r\n") else { return Answer(status: 0, head: "", body: "") }
        let head = String(text[..<end.lowerBound])
        let answer = Answer(
            status: Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0, head: head,
            body: String(text[end.upperBound...]))
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("set-cookie:") {
            let pair = line.dropFirst("set-cookie:".count).prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            let name = pair[0].trimmingCharacters(in: .whitespaces)
            cookies[origin, default: [:]][name] =
                line.contains("Max-Age=0") ? nil : pair.count > 1 ? String(pair[1]) : ""
        }
        if !answer.body.isEmpty { page = answer.body }
        return answer
    }

    /// Sends a form of the page in front of it.
    func send(_ url: String, _ fields: [(String, String)]) throws -> Answer {
        let token = page.firstMatch(of: #/name="form" value="([^"]*)"/#).map { String($0.1) } ?? ""
        let body = ([("form", token)] + fields).map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }.joined(separator: "&")
        return try ask(
            url,
            headers: [
                "Content-Type: application/x-www-form-urlencoded", "Origin: " + Self.origin(url),
                "Sec-Fetch-Site: same-origin",
            ], options: ["--data-binary", body])
    }

    static func origin(_ url: String) -> String {
        url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
    }
}
