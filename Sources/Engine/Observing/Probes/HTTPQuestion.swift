package import Network
internal import Vocabulary
package import Watching

/// Requests in order, each over a new connection, and what their answers must be.
package struct HTTPQuestion: Sendable, Hashable {
    package enum Version: Sendable, Hashable {
        /// HTTP/1.1; an answer by another version is wrong.
        case http1
        /// Over TLS; an answer by another version is wrong.
        case http2
        /// Over TLS HTTP/2 is offered, and whatever answers is right.
        case any
    }

    package static let stepsMost = 32

    /// Where the origin of the first step's URL is; other origins are found by name.
    package var place: SocketAddress
    package var steps: [HTTPStep]
    package var version: Version
    /// What TLS must prove; its `name` is not used, because the URL has one.
    package var terms: TLSTerms
    /// Redirects that are followed; none: a redirect is an answer.
    package var redirectsMost: Int

    package init(
        _ place: SocketAddress, steps: [HTTPStep], version: Version = .http1, terms: TLSTerms = TLSTerms(name: ""),
        redirectsMost: Int = 0
    ) {
        self.place = place
        self.steps = steps
        self.version = version
        self.terms = terms
        self.redirectsMost = redirectsMost
    }
}

/// One request. Printed without its URL, header values and body: secrets travel there.
package struct HTTPStep: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: HTTPText

        package init(_ name: String, _ value: HTTPText) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// What is kept of earlier steps is percent-encoded in it.
    package var url: HTTPText
    package var headers: [Header]
    package var body: HTTPText
    /// All of them must hold; without one that speaks of the status, it must be from 200 to 299.
    package var conditions: [Condition]
    package var kept: [ProbeQuestion.Kept]

    package init(
        _ method: String, _ url: HTTPText, headers: [Header] = [], body: HTTPText = "",
        conditions: [Condition] = [], kept: [ProbeQuestion.Kept] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.conditions = conditions
        self.kept = kept
    }

    /// Asks by GET, without a body.
    package init(
        _ url: HTTPText, headers: [Header] = [], conditions: [Condition] = [], kept: [ProbeQuestion.Kept] = []
    ) {
        self.init("GET", url, headers: headers, conditions: conditions, kept: kept)
    }

    package var description: String { "\(method) with \(conditions.count) conditions" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
