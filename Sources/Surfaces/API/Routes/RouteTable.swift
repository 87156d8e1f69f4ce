internal import HTTP
internal import Incidents
internal import JSON
internal import Vocabulary

/// Every address that the program answers for programs: what the router is made from, and what `/api/openapi.json` says.
package enum RouteTable {
    package static let routes: [APIRoute] =
        incidents + providers + pages + desk + decisions + retiring + logos + subscribers + moving + announcing + agents
        + users
        + alerts + hearing
        + feeds
        + statuspage
        + operation

    // MARK: Incidents

    private static let incidents: [APIRoute] = [
        APIRoute(
            .listIncidents, "/api/incidents", group: .incidents, "Incidents, the latest to begin first, 50 at a time",
            parameters: [before],
            answers: [.json(Schema.reference("IncidentPage"), "A page of incidents."), malformed, missing, unreadable]),
        APIRoute(
            .exportIncidents, "/api/incidents.csv", group: .incidents,
            "Impact windows and figures as CSV (RFC 4180), 200 incidents at a time",
            parameters: [
                before, APIParameter("provider", Schema.identifier, "Only incidents of this provider."), language,
            ],
            answers: [
                APIAnswer(
                    .ok, "One row for each impact window; an incident without a known window has one row.", "text/csv",
                    Schema.text,
                    headers: [("Link", "Where the following incidents are: `<…>; rel=\"next\"`.")]),
                malformed, missing, unreadable,
            ]),
        APIRoute(
            .readIncident, "/api/incidents/:id", group: .incidents,
            "One incident: its facts, and what follows from them",
            parameters: [incident],
            answers: [.json(Schema.reference("Incident"), "The incident."), missing, unreadable]),
        APIRoute(
            .readHistory, "/api/incidents/:id/history", group: .incidents,
            "The journal's entries behind an incident",
            parameters: [
                incident,
                APIParameter(
                    "after", ["type": "integer", "minimum": 0, "maximum": .integer(Int64.max)],
                    "Entries after this version."),
            ],
            answers: [.json(Schema.reference("History"), "Entries in order."), malformed, missing, unreadable]),
        APIRoute(
            .search, "/api/search", group: .incidents, "Incidents by words and by what they are about",
            parameters: searchParameters,
            answers: [.json(Schema.reference("SearchPage"), "What was found."), malformed, unreadable]),
        APIRoute(
            .readLinked, "/api/linked/:id", group: .incidents,
            "The event that an incident belongs to: who else told it, why they are linked, and who said it first",
            parameters: [incident],
            answers: [.json(Schema.reference("LinkedEvent"), "The event."), missing]),
        APIRoute(
            .readOriginal, "/api/archive/:digest", group: .incidents,
            "The bytes of an archived original, by their SHA-256",
            parameters: [
                APIParameter(
                    "digest", in: .path, Schema.digest, "SHA-256 in hexadecimal, as in an incident's captures.")
            ],
            answers: [
                APIAnswer(
                    .ok, "The bytes as they were fetched, to be kept and never to be shown in place.",
                    "application/octet-stream", ["type": "string", "format": "binary"],
                    headers: [("Content-Disposition", "`attachment`, always.")]),
                missing, unreadable,
            ]),
    ]

    static let searchParameters: [APIParameter] = [
        APIParameter(
            "q", ["type": "string", "maxLength": 200], "Words in any language; all must occur.", example: "CB2A"),
        APIParameter("provider", list(Schema.identifier), "Of these providers."),
        APIParameter("channel", list(Schema.words(Channel.self)), "On these channels."),
        APIParameter("category", list(Schema.words(Incident.Category.self)), "Of these kinds."),
        APIParameter("severity", list(Schema.words(Severity.self)), "Of these severities."),
        APIParameter("entity", list(Schema.entity), "Touching these rails, schemes, methods or issuers."),
        APIParameter(
            "from", Schema.instant, "Not before this instant; a time without zone is refused.",
            example: "2025-01-01T00:00:00Z"),
        APIParameter("to", Schema.instant, "Before this instant.", example: "2026-01-01T00:00:00Z"),
        APIParameter("after", ["type": "string", "maxLength": 200], "`next` of the page before."),
        APIParameter(
            "limit",
            ["type": "integer", "minimum": 1, "maximum": .integer(Int64(SearchQuestion.limitMost)), "default": 20],
            "How many at most."),
    ]

    // MARK: Providers and pages

    static let vendorsMost = 500

    private static let providers: [APIRoute] = [
        APIRoute(
            .listProviders, "/api/providers", group: .providers, "All providers with brands, services and state",
            answers: [.json(Schema.reference("Providers"), "The providers."), starting]),
        APIRoute(
            .readProvider, "/api/providers/:id", group: .providers, "One provider", parameters: [provider],
            answers: [.json(Schema.reference("Provider"), "The provider."), missing, starting]),
        APIRoute(
            .readHonesty, "/api/providers/:id/honesty", group: .providers,
            "How honestly and how fast a provider told what happened, with the rows behind each figure",
            parameters: [provider],
            answers: [.json(Schema.reference("Honesty"), "The ledger's account."), missing, starting]),
    ]

    private static let pages: [APIRoute] = [
        APIRoute(
            .findVendors, "/api/vendors", group: .pages,
            "Vendors that Vigie knows how to follow, by name, kind, country or family",
            parameters: [
                APIParameter(
                    "q", ["type": "string", "maxLength": 200], "Words that must all fit; none for all vendors.",
                    example: "payments france"),
                APIParameter(
                    "limit",
                    [
                        "type": "integer", "minimum": 1, "maximum": .integer(Int64(vendorsMost)), "default": 20,
                    ], "How many at most."),
            ], answers: [.json(Schema.reference("Vendors"), "Vendors, the best first."), malformed, starting]),
        APIRoute(
            .listPages, "/api/pages", group: .pages, "The vendors' pages that are followed",
            answers: [.json(Schema.reference("FollowedPages"), "The pages."), starting]),
        APIRoute(
            .followPage, "/api/pages", method: .post, group: .pages, "Follow a page",
            parameters: [idempotencyKey],
            body: APIBody(Schema.reference("FollowOrder"), example: ["url": "https://status.example.com"]),
            answers: [
                .json(
                    Schema.reference("FollowedPage"), "It is followed from now on.", status: .created,
                    headers: [("Location", "Where the page stands in this API.")]),
                .json(Schema.reference("FollowedPage"), "It was followed already."), malformed, conflict,
            ] + refusals),
        APIRoute(
            .readPage, "/api/pages/:provider", group: .pages, "One page that is followed", parameters: [pageOf],
            answers: [.json(Schema.reference("FollowedPage"), "The page."), missing, starting]),
        APIRoute(
            .unfollowPage, "/api/pages/:provider", method: .delete, group: .pages,
            "Stop following a page; what was read stays",
            parameters: [
                pageOf, APIParameter("reason", ["type": "string", "maxLength": 500], "Why, for the journal."),
                idempotencyKey,
            ],
            answers: [APIAnswer(.noContent, "It is not followed any more."), malformed, missing, conflict] + refusals),
        APIRoute(
            .decideEvent, "/api/decisions", method: .post, group: .pages, "Say whether two incidents tell one event",
            parameters: [idempotencyKey],
            body: APIBody(
                Schema.reference("DecisionOrder"),
                example: [
                    "first": "tsr-1532", "second": "tsr-2641", "verdict": "apart", "reason": "Months lie between them.",
                ]),
            answers: [
                .json(Schema.reference("EventDecision"), "It is recorded.", status: .created), malformed, missing,
                conflict,
            ] + refusals),
    ]

    // MARK: Operation

    /// Where a followed page pushes to.
    package static let hookPattern = "/hooks/statuspage/:provider"

    private static let operation: [APIRoute] = [
        APIRoute(
            .nudgePage, hookPattern, method: .post, group: .pages,
            "A push of a followed page (Statuspage's webhook): a hint upon which the page is read at once",
            parameters: [pageOf],
            body: nil,
            answers: [APIAnswer(.accepted, "The page will be read.", "text/plain", Schema.text), missing]),
        APIRoute(
            .readIndex, "/api", group: .operation, "The journal's position, when it was read, and where to go on",
            answers: [.json(Schema.reference("Index"), "The index."), starting]),
        APIRoute(
            .describe, "/api/openapi.json", group: .operation, "This description",
            answers: [.json(["type": "object"], "OpenAPI 3.1.")]),
        APIRoute(
            .followEvents, "/api/events", group: .operation,
            "Server-Sent Events: one `entry` event with the new position whenever something changed",
            answers: [APIAnswer(.ok, "A stream without end.", "text/event-stream", Schema.text)]),
        APIRoute(
            .isAlive, "/healthz", group: .operation, "Whether the program runs",
            answers: [APIAnswer(.ok, "It runs.", "text/plain", Schema.text)]),
        APIRoute(
            .isReady, "/readyz", group: .operation, "Whether everything that is needed is there",
            answers: [
                APIAnswer(.ok, "It is.", "text/plain", Schema.text),
                APIAnswer(.ok, "What was looked at, for those who may read the figures.", "application/json", health),
                APIAnswer(.serviceUnavailable, "Something is missing.", "text/plain", Schema.text),
                APIAnswer(.serviceUnavailable, "Something is missing.", "application/json", health),
            ]),
        APIRoute(
            .readMetrics, "/metrics", group: .operation, "Figures for Prometheus, for those who may read them",
            answers: [APIAnswer(.ok, "The figures.", "text/plain", Schema.text), missing]),
    ]
}

// MARK: Parts that many rows share

extension RouteTable {
    static func list(_ element: JSONValue) -> JSONValue {
        Schema.list(of: element, most: ParameterReader.listMost)
    }

    private static let health: JSONValue = ["type": "object"]

    static let incident = APIParameter("id", in: .path, Schema.identifier, "The incident.", example: "tsr-2641")
    static let provider = APIParameter("id", in: .path, Schema.identifier, "The provider.", example: "payplug")
    static let pageOf = APIParameter(
        "provider", in: .path, Schema.identifier, "The provider whose page it is.", example: "payplug")
    static let before = APIParameter("before", Schema.identifier, "The last incident of the page before.")
    static let language = APIParameter(
        "lang", Schema.words("en", "fr", "it"), "The language of texts; English otherwise.")
    static let idempotencyKey = APIParameter(
        "Idempotency-Key", in: .header, ["type": "string", "pattern": "^[!-~]{1,200}$"],
        "Of your choice: sending the same order again with the same key does it once. It is the caller's own.")

    static let malformed = APIAnswer.problem(.badRequest, "A parameter or the body is malformed; each is named.")
    static let missing = APIAnswer.problem(.notFound, "There is nothing of this name.")
    static let conflict = APIAnswer.problem(.conflict, "It does not fit what is there.")
    static let starting = APIAnswer.problem(.serviceUnavailable, "Vigie is starting; try again in a moment.")
    static let unreadable = APIAnswer.problem(.serviceUnavailable, "The journal can't be read at the moment.")
    /// What every address that writes may answer.
    static let refusals: [APIAnswer] = [
        .problem(.unauthorized, "Say who you are."),
        .problem(.forbidden, "You may not, or nothing may be written here."),
        .problem(.contentTooLarge, "The body is larger than an order may be."),
        .problem(.unsupportedMediaType, "Send application/json."),
        .problem(.unprocessableContent, "It was understood and can't be done; the sentence says why."),
        .problem(.tooManyRequests, "Too many requests; wait a little."),
        .problem(.serviceUnavailable, "It can't be done at the moment."),
    ]
}
