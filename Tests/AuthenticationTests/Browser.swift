import Bytes
import HTTP
import Testing

@testable import Authentication

/// What a cardholder's browser does: posts forms, reads the page, goes where it is sent. It runs no script.
struct Browser {
    struct Form {
        let action: String
        let fields: [(String, String)]
    }

    struct Page {
        let status: Int
        let text: String
        let headers: HTTPHeaders
        let address: String
        var location: String? { headers["Location"] }

        /// The page's one form.
        func form() throws -> Form {
            let match = try #require(text.firstMatch(of: #/<form method="post" action="([^"]*)">/#))
            let fields = text.matches(of: #/<input type="hidden" name="([^"]*)" value="([^"]*)">/#).map {
                (Self.unescaped(String($0.1)), Self.unescaped(String($0.2)))
            }
            let action = Self.unescaped(String(match.1))
            return Form(action: try FetchURL(address).resolving(action).text, fields: fields)
        }

        /// The code that the page shows.
        func code() throws -> String {
            String(try #require(text.firstMatch(of: #/id="simulation">[^<]*?(\d{6})\b/#)).1)
        }

        private static func unescaped(_ text: String) -> String {
            text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
                .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
    }

    let stage: Stage
    var language = "en"

    func post(_ address: String, _ fields: [(String, String)]) async throws -> Page {
        let body = fields.map { PercentCoding.encode($0.0) + "=" + PercentCoding.encode($0.1) }.joined(separator: "&")
        let answer = try await stage.fetch(
            .post, address,
            ["Content-Type": "application/x-www-form-urlencoded", "Accept-Language": language, "Accept": "text/html"],
            body: Array(body.utf8))
        return Page(
            status: answer.status.code, text: String(decoding: answer.body, as: UTF8.self), headers: answer.headers,
            address: address)
    }

    /// Presses a button of the challenge's page.
    func answer(_ page: Page, code: String) async throws -> Page {
        try await post(try page.form().action, [("code", code), ("do", "answer")])
    }

    func cancel(_ page: Page) async throws -> Page {
        try await post(try page.form().action, [("code", ""), ("do", "cancel")])
    }

    /// From the issuer back to the 3DS server, as the page's button does.
    func goBack(_ page: Page) async throws -> Page {
        let form = try page.form()
        return try await post(form.action, form.fields)
    }
}
