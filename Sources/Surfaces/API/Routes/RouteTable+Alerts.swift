internal import Alerting
internal import HTTP
internal import JSON

// Alerts. All of these answer only those who may write: names of channels are internal.
extension RouteTable {
    static let alerts: [APIRoute] = [
        APIRoute(
            .listRoutes, "/api/alerts/routes", group: .alerts,
            "Routes in force, with where each comes from, and the channels by name and kind",
            answers: [.json(Schema.reference("AlertRoutes"), "Routes and channels."), malformed, missing]
                + readRefusals),
        APIRoute(
            .changeRoute, "/api/alerts/routes/:name", method: .put, group: .alerts,
            "Make or change a route; it stands until the configuration says something new under this name",
            parameters: [routeName, idempotencyKey],
            body: APIBody(
                Schema.reference("AlertRouteOrder"),
                example: [
                    "match": ["severity": "major", "channels": ["ecommerce"]], "to": ["ops-chat"],
                    "quiet": ["zone": "UTC", "from": "22:00", "to": "07:00"], "passes": "critical",
                ]),
            answers: [
                .json(Schema.reference("AlertRoute"), "It is changed."),
                .json(Schema.reference("AlertRoute"), "It is made.", status: .created), malformed, missing,
            ] + refusals),
        APIRoute(
            .removeRoute, "/api/alerts/routes/:name", method: .delete, group: .alerts,
            "Remove a route; one of the configuration stays removed until the configuration changes it",
            parameters: [routeName, idempotencyKey],
            answers: [APIAnswer(.noContent, "It is gone."), malformed, missing] + refusals),
        APIRoute(
            .explainAlerts, "/api/alerts/explain/:incident", group: .alerts,
            "The dry run: whom each route would tell of an incident if it began now, when, and why or why not",
            parameters: [
                APIParameter("incident", in: .path, Schema.identifier, "The incident.", example: "tsr-2641")
            ],
            answers: [.json(Schema.reference("AlertExplanation"), "One verdict for each route."), malformed, missing]
                + readRefusals),
        APIRoute(
            .readOutbox, "/api/alerts/outbox", group: .alerts,
            "What waits, what was given up with the reason, and the latest outcomes; at most 100 of each",
            answers: [.json(Schema.reference("AlertOutbox"), "The outbox."), malformed, missing] + readRefusals),
        APIRoute(
            .resendMessage, "/api/alerts/outbox/:message/resend", method: .post, group: .alerts,
            "Have a message wait once more",
            parameters: [
                APIParameter(
                    "message", in: .path, AlertSchemas.messageID, "The message, as the outbox names it.",
                    example: "5d41402abc4b2a76b9719d911017c592"), idempotencyKey,
            ],
            answers: [.json(AlertSchemas.resent, "It waits again.", status: .accepted), malformed, missing] + refusals),
        APIRoute(
            .testChannel, "/api/alerts/channels/:name/test", method: .post, group: .alerts,
            "Send a message that says it is a test, at once",
            parameters: [
                APIParameter("name", in: .path, Schema.identifier, "The channel.", example: "ops-chat"),
                idempotencyKey,
            ],
            answers: [APIAnswer(.noContent, "The channel took it."), malformed, missing] + refusals),
    ]

    private static let routeName = APIParameter(
        "name", in: .path, Schema.identifier, "The route.", example: "all-that-hurts")

    private static let readRefusals: [APIAnswer] = [
        .problem(.unauthorized, "Say who you are."),
        .problem(.forbidden, "You may not, or nothing may be written here."),
        .problem(.serviceUnavailable, "It can't be read at the moment."),
    ]
}
