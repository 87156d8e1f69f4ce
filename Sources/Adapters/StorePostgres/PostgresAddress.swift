package import Journal

/// Where the database is and how to enter it, read from a URL:
/// `postgres://user:password@host:port/database?schema=vigie`.
///
/// Several hosts may be given, separated by commas. A directory of unix sockets is given as `?host=/run/postgresql`
/// or percent-encoded as the host. What the URL leaves out libpq takes from its usual places (`PGPASSWORD`,
/// `~/.pgpass`), so that a password need not stand in the URL.
package struct PostgresAddress: Sendable, CustomStringConvertible {
    struct Host: Sendable, Equatable {
        var name: String
        var port: String
    }

    static let schemaDefault = "vigie"

    /// What libpq may be told through the URL. Everything else is refused, so that a misspelt key is noticed.
    private static let passedOn: Set<String> = [
        "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslsni", "passfile", "channel_binding", "gssencmode",
        "application_name", "ssl_min_protocol_version",
    ]

    private(set) var hosts: [Host]
    private(set) var user: String?
    private(set) var password: String?
    private(set) var database: String?
    private(set) var options: [(key: String, value: String)] = []
    /// The schema that holds all tables of one installation.
    package private(set) var schema: String

    /// The URL without its password, for logs and messages.
    package var description: String {
        let login = user.map { "\($0)@" } ?? ""
        let places = hosts.map { $0.port.isEmpty ? $0.name : "\($0.name):\($0.port)" }.joined(separator: ",")
        return "postgres://\(login)\(places)/\(database ?? "")?schema=\(schema)"
    }

    package init(url: String) throws(JournalError) {
        let rest: Substring
        if url.hasPrefix("postgres://") {
            rest = url.dropFirst("postgres://".count)
        } else if url.hasPrefix("postgresql://") {
            rest = url.dropFirst("postgresql://".count)
        } else {
            throw Self.refused("it must start with postgres:// or postgresql://")
        }
        let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = halves[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var authority = place[0]
        if let at = authority.lastIndex(of: "@") {
            let login = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = try Self.decoded(login[0])
            if login.count == 2 { password = try Self.decoded(login[1]) }
            authority = authority[authority.index(after: at)...]
        }
        hosts = try Self.hosts(authority)
        if place.count == 2, !place[1].isEmpty { database = try Self.decoded(place[1]) }
        schema = Self.schemaDefault
        if halves.count == 2 { try takeQuery(halves[1]) }
        if hosts.isEmpty { hosts = [Host(name: "", port: "")] }
        guard Self.isSchemaName(schema) else {
            throw Self.refused("a schema name has 1 to 48 small letters, digits or _, and starts with a letter or _")
        }
    }

    private mutating func takeQuery(_ query: Substring) throws(JournalError) {
        var port: String?
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = try Self.decoded(parts[0])
            guard parts.count == 2 else { throw Self.refused("the setting \(key) has no value") }
            let value = try Self.decoded(parts[1])
            switch key {
            case "schema": schema = value
            case "host": hosts = value.split(separator: ",").map { Host(name: String($0), port: "") }
            case "port": port = value
            case "user": user = value
            case "password": password = value
            case "dbname": database = value
            default:
                guard Self.passedOn.contains(key) else {
                    let known = (Self.passedOn.sorted() + ["host", "port", "schema"]).joined(separator: ", ")
                    throw Self.refused("it knows no setting of that name; known are \(known)")
                }
                options.append((key, value))
            }
        }
        if let port {
            guard Self.isPort(port) else { throw Self.refused("a port is a number from 1 to 65535") }
            for index in hosts.indices where hosts[index].port.isEmpty { hosts[index].port = port }
            if hosts.isEmpty { hosts = [Host(name: "", port: port)] }
        }
    }

    private static func hosts(_ authority: Substring) throws(JournalError) -> [Host] {
        var hosts: [Host] = []
        for part in authority.split(separator: ",") {
            var name = part
            var port: Substring = ""
            if part.first == "[" {
                guard let end = part.firstIndex(of: "]") else { throw refused("an IPv6 address lacks its ]") }
                name = part[part.index(after: part.startIndex)..<end]
                let tail = part[part.index(after: end)...]
                guard tail.isEmpty || tail.first == ":" else { throw refused("after ] only :port may follow") }
                port = tail.dropFirst()
            } else if let colon = part.lastIndex(of: ":") {
                name = part[..<colon]
                port = part[part.index(after: colon)...]
            }
            guard port.isEmpty || isPort(String(port)) else { throw refused("a port is a number from 1 to 65535") }
            hosts.append(Host(name: try decoded(name), port: String(port)))
        }
        return hosts
    }

    private static func isPort(_ text: String) -> Bool {
        guard let number = UInt16(text) else { return false }
        return number > 0
    }

    /// Names that need no quoting and leave room for the prefix of the notification channel.
    private static func isSchemaName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 48, !text.hasPrefix("pg_") else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let underscore = UInt8(ascii: "_")
        return (letters.contains(first) || first == underscore)
            && text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == underscore }
    }

    private static func decoded(_ text: Substring) throws(JournalError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap({ hexadecimal($0) }),
                let low = rest.next().flatMap({ hexadecimal($0) }), high | low != 0
            else { throw refused("a % must be followed by two hexadecimal digits, and %00 is not allowed") }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw refused("it is not UTF-8") }
        return decoded
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.flatMap { UInt8(exactly: $0) }
    }

    /// The message never quotes the URL: it may hold a password, and a malformed one may hold it anywhere.
    private static func refused(_ reason: String) -> JournalError {
        JournalError(.refused, "the PostgreSQL URL cannot be used: \(reason)")
    }
}
