internal import Desk
internal import HTTP
internal import JSON
internal import Vocabulary

// Our own incidents. All of these answer only those who may order: what waits for a second person is internal.
extension RouteTable {
    static let desk: [APIRoute] =
        [
            APIRoute(
                .readOrganisation, "/api/desk", group: .desk,
                "The organisation: providers of our own, brands, components, sentences, planned work that comes again",
                answers: [.json(Schema.reference("Organisation"), "All of it."), malformed, missing] + lookRefusals),
            APIRoute(
                .listDeskIncidents, "/api/desk/incidents", group: .desk,
                "Our own incidents as the team sees them, with what waits for whom",
                answers: [.json(Schema.reference("DeskIncidents"), "The latest."), malformed, missing] + lookRefusals),
            APIRoute(
                .readDeskIncident, "/api/desk/incidents/:id", group: .desk,
                "One incident whole, with the version to be given with a change",
                parameters: [own],
                answers: [.json(Schema.reference("DeskIncident"), "The incident."), malformed, missing] + lookRefusals),
            APIRoute(
                .declareIncident, "/api/desk/incidents", method: .post, group: .desk,
                "Declare an incident, with its first public word where it has one",
                parameters: [idempotencyKey],
                body: APIBody(
                    Schema.reference("Declaration"),
                    example: [
                        "provider": "acme-pay", "severity": "critical", "components": ["ecommerce"],
                        "title": ["en": "Payments fail", "fr": "Échecs de paiement", "it": "Pagamenti non riusciti"],
                        "start": "2025-12-04T11:08:00Z", "say": ["sentence": "supplier"],
                    ], most: APIBody.large.bytes),
                answers: [
                    .json(
                        Schema.reference("DeskOutcome"), "It is declared.", status: .created,
                        headers: [("Location", "Where the desk shows it.")]), malformed, missing, conflict,
                ] + refusals),
            APIRoute(
                .orderIncident, "/api/desk/incidents/:id/orders", method: .post, group: .desk,
                "Do something with an incident: say, approve, decline, review, correct, describe, window, reopen, resolve…",
                parameters: [own, idempotencyKey],
                body: APIBody(
                    Schema.reference("DeskOrder"), example: ["order": "say", "sentence": "fix-applied"],
                    most: APIBody.large.bytes),
                answers: [.json(Schema.reference("DeskOutcome"), "It is done."), malformed, missing, conflict]
                    + refusals),
        ]
        + zip(
            CatalogueOrder.Kind.allCases,
            [
                APIOperation.describeProvider, .describeBrand, .describeComponent, .describeSentence, .describeSeries,
            ]
        ).map { kind, operation in
            APIRoute(
                operation, "/api/desk/\(kind.rawValue)/:id", method: .put, group: .desk,
                "Describe one of the \(kind.rawValue) of the organisation; said again, it replaces what was said",
                parameters: [described, seenVersion, idempotencyKey],
                body: APIBody(DeskSchemas.body(kind), example: DeskSchemas.example(kind), most: APIBody.large.bytes),
                answers: [
                    APIAnswer(.noContent, "It is described."), malformed, missing, conflict,
                    .problem(.preconditionFailed, "It is not of the version that If-Match names any more."),
                ] + refusals)
        }
        + zip(
            CatalogueOrder.Kind.allCases,
            [APIOperation.readOwnProvider, .readOwnBrand, .readOwnComponent, .readSentence, .readSeries]
        ).map { kind, operation in
            APIRoute(
                operation, "/api/desk/\(kind.rawValue)/:id", group: .desk,
                "One of the \(kind.rawValue) of the organisation as it is, with its version",
                parameters: [described],
                answers: [
                    .json(
                        ["type": "object"], "As it is.",
                        headers: [("ETag", "Its version: given back in If-Match, a change is made to it alone.")]),
                    malformed, missing,
                ] + lookRefusals)
        }

    /// The second person's word about what is agreed to in peace time.
    static let decisions: [APIRoute] = [
        APIRoute(
            .decideSentence, "/api/desk/sentences/:id/decision", method: .post, group: .desk,
            "Agree to the words of a sentence that wait, exactly as they were read, or decline them",
            parameters: [described, idempotencyKey],
            body: APIBody(
                DeskSchemas.sentenceDecision,
                example: ["agree": true, "text": ["en": "We keep watching.", "fr": "Nous surveillons."]],
                most: APIBody.large.bytes),
            answers: [APIAnswer(.noContent, "It is decided."), malformed, missing, conflict] + refusals),
        APIRoute(
            .agreeSeries, "/api/desk/series/:id/decision", method: .post, group: .desk,
            "Agree to what planned work that comes again is called, exactly as it was read",
            parameters: [described, idempotencyKey],
            body: APIBody(
                DeskSchemas.seriesDecision, example: ["title": ["en": "Patching", "fr": "Mises à jour"]],
                most: APIBody.large.bytes),
            answers: [APIAnswer(.noContent, "It is agreed to."), malformed, missing, conflict] + refusals),
    ]

    static let retiring: [APIRoute] = zip(
        CatalogueOrder.Kind.allCases.filter { $0 != .providers },
        [APIOperation.retireBrand, .retireComponent, .retireSentence, .retireSeries]
    ).map { kind, operation in
        APIRoute(
            operation, "/api/desk/\(kind.rawValue)/:id/retired", method: .put, group: .desk,
            "Take one of the \(kind.rawValue) out of use, or back: pages drop it, nothing new names it, history keeps it",
            parameters: [described, idempotencyKey],
            body: APIBody(RetiredBody.schema, example: ["retired": true], most: 1_024),
            answers: [APIAnswer(.noContent, "It is so."), malformed, missing, conflict] + refusals)
    }

    private static let described = APIParameter(
        "id", in: .path, Schema.identifier, "Its id.", example: "acme-pay")
    private static let seenVersion = APIParameter(
        "If-Match", in: .header, ["type": "string", "pattern": "^\"[0-9]{1,18}\"$"],
        "The ETag that reading gave; `\"0\"` for what nobody described yet. Without it, whatever is there is replaced.")

    static let logos: [APIRoute] = [
        APIRoute(
            .putLogo, "/api/desk/brands/:id/logo", method: .put, group: .desk,
            "Put a logo on a brand's pages: PNG, JPEG, GIF, WebP, or SVG of shapes and words alone, at most 256 KiB",
            parameters: [brand, idempotencyKey],
            body: APIBody(
                Schema.closed(["picture": LogoBody.schema]),
                example: ["picture": "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="], most: LogoBody.limits.bytes),
            answers: [
                .json(Schema.object(["logo": Schema.text]), "It is there; `logo` is how a description names it."),
                malformed, missing, conflict,
            ] + refusals),
        APIRoute(
            .removeLogo, "/api/desk/brands/:id/logo", method: .delete, group: .desk, "Take a brand's logo away",
            parameters: [brand, idempotencyKey],
            answers: [APIAnswer(.noContent, "The pages say the name alone."), malformed, missing, conflict] + refusals),
    ]

    private static let brand = APIParameter("id", in: .path, Schema.identifier, "The brand.", example: "payplug")
    private static let own = APIParameter(
        "id", in: .path, Schema.identifier, "An incident of our own.", example: "tsr-2641")

    private static let lookRefusals: [APIAnswer] = [
        .problem(.unauthorized, "Say who you are."),
        .problem(.forbidden, "You may not, or nothing may be written here."),
        .problem(.serviceUnavailable, "It can't be read at the moment."),
    ]
}
