internal import HTTP

/// The version that somebody saw of what they change: `"7"`, as an ETag and in If-Match.
struct SeenVersion: Sendable, Hashable {
    var number: Int64

    var text: String { "\"\(number)\"" }

    init(number: Int64) { self.number = number }

    /// One strong ETag of ours; nil for anything else.
    init?(_ text: String) {
        let digits = text.dropFirst().dropLast()
        guard text.utf8.count >= 3, text.hasPrefix("\""), text.hasSuffix("\""), digits.utf8.count <= 18,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        self.number = number
    }

    /// Nil when the request names none, and so changes whatever is there.
    static func read(_ request: HTTPRequest) -> Result<SeenVersion?, ProblemDetails.Fault> {
        let texts = request.headers.all("If-Match")
        guard let text = texts.first else { return .success(nil) }
        guard texts.count == 1, let version = SeenVersion(text) else {
            return .failure(
                ProblemDetails.Fault(parameter: "If-Match", "expected the ETag that reading gave, such as \"7\""))
        }
        return .success(version)
    }
}
