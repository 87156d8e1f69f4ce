internal import HTTP

/// The text of a response's head.
///
/// What could break out of a line is never written.
enum ResponseHead {
    static func statusLine(_ status: HTTPStatus) -> String {
        "HTTP/1.1 \(status.code) \(reason(status.code))\r\n"
    }

    static func append(_ name: String, _ value: String, to head: inout [UInt8]) {
        guard !name.isEmpty, name.utf8.allSatisfy(Byte.isToken) else { return }
        head += name.utf8
        head += ": ".utf8
        for byte in value.utf8 { head.append(Byte.isFieldContent(byte) ? byte : Byte.space) }
        head += "\r\n".utf8
    }

    /// Fields that frame the message or name the request: the server alone writes them.
    static func isServers(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: matches(name, "date")
        case 10: matches(name, "connection") || matches(name, "keep-alive")
        case 12: matches(name, "x-request-id")
        case 14: matches(name, "content-length")
        case 17: matches(name, "transfer-encoding")
        default: false
        }
    }

    static func varying(_ existing: String?, on name: String) -> String {
        guard let existing, !existing.isEmpty else { return name }
        let isThere = existing.split(separator: ",").contains { element in
            let word = element.drop { $0 == " " }
            return word.lowercased().hasPrefix(name.lowercased()) || word == "*"
        }
        return isThere ? existing : existing + ", " + name
    }

    private static func matches(_ name: String, _ lowercased: StaticString) -> Bool {
        lowercased.withUTF8Buffer { text in
            var index = 0
            for byte in name.utf8 {
                guard unsafe Byte.lowercase(byte) == text[index] else { return false }
                index += 1
            }
            return true
        }
    }

    private static func reason(_ code: Int) -> String { reasons[code] ?? "Status" }

    private static let reasons: [Int: String] = [
        100: "Continue", 200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently",
        302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone", 412: "Precondition Failed",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed",
        421: "Misdirected Request", 422: "Unprocessable Content", 428: "Precondition Required",
        429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        505: "HTTP Version Not Supported",
    ]

    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` with its line end, from seconds since 1970.
    static func dateLine(_ seconds: Int64) -> [UInt8] {
        let days = Int(seconds / 86_400)
        let rest = Int(seconds % 86_400)
        // Days to a date of the civil calendar, counted in eras of 400 years that begin in March.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return Array("Date: \(weekday), \(two(day)) \(names[month - 1]) \(year) \(time) GMT\r\n".utf8)
    }
}
