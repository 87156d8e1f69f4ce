/// Where the journal is kept.
///
/// It never holds a password: that is a setting of its own.
package enum DatabaseAddress: Sendable, Hashable, CustomStringConvertible {
    case sqlite(path: String)
    /// The URL as libpq takes it, `postgres://user@host:5432/name?sslmode=verify-full`.
    case postgres(url: String)

    package struct Refusal: Error, Sendable, Equatable {
        package var message: String
        package var hint: String?
    }

    package init(_ text: String) throws(Refusal) {
        if text.hasPrefix("sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            guard !path.isEmpty, !path.hasPrefix("//"), !path.utf8.contains(0) else {
                throw Refusal(
                    message: "expected sqlite: and the path of a file", hint: "write sqlite:/var/lib/vigie/vigie.sqlite"
                )
            }
            self = .sqlite(path: path)
            return
        }
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            throw Refusal(
                message: "expected sqlite:PATH or postgres://USER@HOST:PORT/NAME",
                hint: text.hasPrefix("/") ? "for a file write sqlite: before its path" : nil)
        }
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(
                message: "expected a URL without spaces and control characters",
                hint: "write other characters as % and two hexadecimal digits")
        }
        let rest = text.drop { $0 != "/" }.dropFirst(2)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let query = rest.drop { $0 != "?" }.dropFirst()
        let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
        let namesPassword = query.split(separator: "&").contains { parameter in
            parameter.prefix { $0 != "=" }.lowercased().contains("pass") || parameter.prefix { $0 != "=" }.contains("%")
        }
        guard !user.contains(":"), !namesPassword else {
            throw Refusal(
                message: "expected a URL without a password",
                hint: "set database.password to env:NAME or file:PATH and take the password out of the URL")
        }
        self = .postgres(url: text)
    }

    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): url
        }
    }
}
