import Foundation
import Testing

/// A browser somewhere else: this machine's own trust is not theirs.
final class Browser {
    static let password = "seven brown otters swim"

    let program: ServingProgram
    private let jar: String
    private(set) var page = ""

    init(_ program: ServingProgram, _ folder: Folder) {
        self.program = program
        jar = folder.file("jar-\(UUID().uuidString)")
    }

    var formToken: String { page.firstMatch(of: #/name="form" value="([^"]*)"/#).map { String($0.1) } ?? "" }

    private func ask(_ path: String, _ headers: [String], _ more: [String]) throws -> (status: Int, body: String) {
        let answer = try program.get(
            path, headers: ["Accept: text/html", "X-Forwarded-For: 203.0.113.7"] + headers,
            options: ["-i", "-b", jar, "-c", jar] + more)
        page = answer.body
        return answer
    }

    func get(_ path: String) throws -> (status: Int, body: String) { try ask(path, [], []) }

    /// Where an address leads to.
    func follow(_ path: String) throws -> (status: Int, body: String) { try ask(path, [], ["-L"]) }

    /// As a browser sends a form of the page in front of it.
    func send(
        _ path: String, _ fields: [(String, String)], token: String? = nil, from: [String]? = nil
    ) throws -> (status: Int, body: String) {
        let token = token ?? formToken
        let body = ((token.isEmpty ? [] : [("form", token)]) + fields).map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }.joined(separator: "&")
        return try ask(
            path, from ?? ["Sec-Fetch-Site: same-origin", "Origin: " + program.base], ["--data-binary", body])
    }

    static func location(_ answer: (status: Int, body: String)) -> String {
        answer.body.firstMatch(of: #/(?i)location: (\S+)/#).map { String($0.1) } ?? ""
    }

    // MARK: People

    /// Who gave the code of the log.
    static func firstAdmin(_ program: ServingProgram, _ folder: Folder) throws -> Browser {
        #expect(program.waitForLog("with the code"))
        let code = try #require(program.logText.firstMatch(of: #/with the code ([a-z0-9-]+)/#).map { String($0.1) })
        let browser = Browser(program, folder)
        _ = try browser.get("/en/console/first-run")
        let sent = try browser.send(
            "/en/console/first-run",
            [
                ("code", code), ("name", "Ada"), ("email", "ada@example.com"), ("password", password),
                ("again", password),
            ])
        #expect(sent.status == 303)
        return browser
    }

    /// Somebody with this role, invited by this admin.
    func hire(_ role: String, _ folder: Folder) throws -> Browser {
        _ = try get("/en/console/users")
        let invited = try send(
            "/en/console/users",
            [("name", role), ("email", role + "@example.com"), ("language", "en"), ("roles", role)])
        let code = try #require(invited.body.firstMatch(of: #/<code>([a-z0-9-]+)<\/code>/#).map { String($0.1) })
        let browser = Browser(program, folder)
        _ = try browser.get("/en/console/join")
        let joined = try browser.send(
            "/en/console/join", [("code", code), ("name", role), ("password", Self.password), ("again", Self.password)])
        #expect(joined.status == 303)
        return browser
    }

    /// A token of one's own, for these rights.
    func token(_ scopes: [String]) throws -> String {
        _ = try get("/en/console/tokens")
        let key = page.firstMatch(of: #/name="key" value="([^"]*)"/#).map { [("key", String($0.1))] } ?? []
        let issued = try send(
            "/en/console/tokens", key + [("name", "terminal"), ("days", "1")] + scopes.map { ("scopes", $0) })
        return try #require(issued.body.firstMatch(of: #/vigie_[A-Za-z0-9_-]+/#).map { String($0.0) })
    }
}
