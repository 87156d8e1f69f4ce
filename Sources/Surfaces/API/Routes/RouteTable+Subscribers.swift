internal import HTTP
internal import JSON
internal import Subscribing
internal import Vocabulary

// Who is told what our brands say. All of these need the right to look after subscribers; no answer holds an address.
extension RouteTable {
    static let subscribers: [APIRoute] = [
        APIRoute(
            .listSubscribers, "/api/desk/subscribers/:brand", group: .desk,
            "Subscribers of a brand's page without their addresses, 200 at a time, and how many there are",
            parameters: [
                brand, APIParameter("after", Schema.identifier, "The last subscriber of the page before."),
            ],
            answers: [.json(SubscriberSchemas.list, "A page of them."), malformed, missing] + refusals),
        APIRoute(
            .importSubscribers, "/api/desk/subscribers/:brand", method: .post, group: .desk,
            "Take a list from elsewhere: one line each, by the names of a header or as mail,language,components; they count as confirmed",
            parameters: [brand, idempotencyKey],
            body: APIBody(
                Schema.closed(["csv": Schema.text, "language": Schema.language], optional: ["language"]),
                example: ["csv": "mail,language,components\nreader@example.com,fr,ecommerce"],
                most: SubscriberDocument.importLimits.bytes),
            answers: [.json(SubscriberSchemas.report, "What was taken."), malformed, missing, conflict] + refusals),
        APIRoute(
            .findSubscribers, "/api/desk/subscriber-search/:brand", method: .post, group: .desk,
            "Find subscribers by an address or a part of one, kind, language or state; the address stands in no log",
            parameters: [brand],
            body: APIBody(SubscriberSchemas.search, example: ["address": "reader@example.com"]),
            answers: [.json(SubscriberSchemas.list, "Who was found, without addresses."), malformed, missing] + refusals
        ),
        APIRoute(
            .addSubscriber, "/api/desk/subscriber-questions/:brand", method: .post, group: .desk,
            "Ask somebody whether they want to be told; once in a quarter of an hour, with or without a key",
            parameters: [brand, idempotencyKey],
            body: APIBody(
                SubscriberSchemas.addition,
                example: [
                    "kind": "mail", "address": "reader@example.com", "language": "fr", "components": ["ecommerce"],
                ]),
            answers: [
                .json(SubscriberSchemas.asked, "Who answers is told from then on.", status: .accepted), malformed,
                missing, conflict,
            ] + refusals),
        APIRoute(
            .askSubscriber, "/api/desk/subscribers/:brand/:id/ask", method: .post, group: .desk,
            "Ask once more who did not answer, or could not be told any more",
            parameters: [brand, subscriber, idempotencyKey],
            answers: [
                .json(SubscriberSchemas.asked, "The question goes out.", status: .accepted), malformed, missing,
                conflict,
            ] + refusals),
        APIRoute(
            .removeSubscriber, "/api/desk/subscribers/:brand/:id", method: .delete, group: .desk,
            "Remove a subscriber and forget the address",
            parameters: [brand, subscriber, idempotencyKey],
            answers: [APIAnswer(.noContent, "It is gone."), malformed, missing, conflict] + refusals),
        APIRoute(
            .readTellings, "/api/desk/tellings", group: .desk,
            "What is told to subscribers: how far each message is, what was given up with the reason, the latest outcomes",
            answers: [.json(SubscriberSchemas.tellings, "The latest."), malformed, missing] + refusals),
        APIRoute(
            .readDeliveries, "/api/desk/subscribers/:brand/:id/tellings", group: .desk,
            "Whether one subscriber got it: the latest messages that were for them, and what became of each",
            parameters: [
                brand, subscriber, APIParameter("before", Schema.identifier, "`next` of the page before."),
            ],
            answers: [.json(SubscriberSchemas.deliveries, "What they were told."), malformed, missing] + refusals),
        APIRoute(
            .resendTelling, "/api/desk/tellings/:job/resend", method: .post, group: .desk,
            "Send once more what was given up",
            parameters: [
                APIParameter(
                    "job", in: .path, Schema.identifier, "The message.", example: "1-0000000000000042-0"),
                idempotencyKey,
            ],
            body: APIBody(
                Schema.closed(["subscribers": Schema.array(Schema.identifier)]),
                example: ["subscribers": ["5d41402abc4b2a76"]], most: APIBody.large.bytes),
            answers: [
                .json(Schema.object(["job": Schema.text]), "It waits again.", status: .accepted), malformed, missing,
                conflict,
            ] + refusals),
    ]

    private static let subscriber = APIParameter(
        "id", in: .path, Schema.identifier, "The subscriber.", example: "5d41402abc4b2a76")
    private static let brand = APIParameter("brand", in: .path, Schema.identifier, "The brand.", example: "payplug")
}

/// The shapes of what is told of subscribers.
enum SubscriberSchemas {
    static let deliveries = Schema.object(
        [
            "tellings": Schema.array(
                Schema.object(
                    [
                        "job": Schema.text, "incident": Schema.identifier, "statement": Schema.identifier,
                        "at": Schema.instant, "waits": Schema.flag,
                        "outcomes": Schema.array(
                            Schema.object(
                                [
                                    "at": Schema.instant,
                                    "outcome": ["type": "string", "enum": ["told", "skipped", "dead"]],
                                    "attempts": Schema.count, "error": Schema.text,
                                ], optional: ["attempts", "error"])),
                    ], optional: ["incident", "statement"])),
            "next": Schema.text,
        ], optional: ["next"])

    private static let components: JSONValue = [
        "type": "array", "items": Schema.identifier, "maxItems": 200, "uniqueItems": true,
    ]
    private static let address: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": JSONValue(SubscriberDocument.addressMost),
    ]

    static let search = Schema.closed(
        [
            "address": address, "kind": Schema.words(SubscriberTarget.Kind.self), "language": Schema.language,
            "state": Schema.words(Subscriber.State.self), "after": Schema.identifier,
        ], optional: ["address", "kind", "language", "state", "after"])

    static let addition = Schema.closed(
        [
            "kind": Schema.words(SubscriberTarget.Kind.self), "address": address, "language": Schema.language,
            "components": components,
        ], optional: ["components"])

    /// `soon`: the question went out less than a quarter of an hour ago, and goes out no second time.
    static let asked = Schema.object(["asked": Schema.words("now", "soon")])

    static let list = Schema.object(
        [
            "counts": Schema.object([
                "unconfirmed": Schema.count, "confirmed": Schema.count, "unsubscribed": Schema.count,
                "failing": Schema.count,
            ]),
            "subscribers": Schema.array(
                Schema.object(
                    [
                        "id": Schema.identifier, "kind": Schema.words(SubscriberTarget.Kind.self),
                        "state": Schema.words(Subscriber.State.self), "language": Schema.language,
                        "components": Schema.array(Schema.identifier), "askedAt": Schema.instant,
                        "confirmedAt": Schema.instant, "failures": Schema.count,
                    ], optional: ["confirmedAt"])),
            "next": Schema.text,
        ], optional: ["next"])

    static let report = Schema.object([
        "added": Schema.count, "known": Schema.count, "refused": Schema.count, "others": Schema.count,
        "remarks": Schema.array(Schema.text),
        "problems": Schema.array(Schema.object(["line": Schema.count, "reason": Schema.text])),
    ])

    static let tellings = Schema.object([
        "jobs": Schema.array(
            Schema.object([
                "id": Schema.identifier, "brand": Schema.identifier, "at": Schema.instant, "total": Schema.count,
                "told": Schema.count, "dead": Schema.count, "skipped": Schema.count, "waiting": Schema.count,
                "subject": ["type": "object"],
            ])),
        "dead": Schema.array(
            Schema.object([
                "job": Schema.identifier, "subscriber": Schema.identifier, "brand": Schema.identifier,
                "at": Schema.instant, "attempts": Schema.count, "error": Schema.text,
            ])),
        "log": Schema.array(
            Schema.object([
                "job": Schema.identifier, "at": Schema.instant, "told": Schema.count, "dead": Schema.count,
                "skipped": Schema.count,
            ])),
    ])
}
