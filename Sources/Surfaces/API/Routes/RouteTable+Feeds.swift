internal import HTTP
internal import JSON

extension RouteTable {
    // MARK: Feeds

    static let feeds: [APIRoute] = FeedFormat.allCases.flatMap { format in
        [
            feed(.feedAll, "/feeds/all.\(format.rawValue)", nil, format, "All incidents"),
            feed(
                .feedProvider, "/feeds/providers/:file",
                APIParameter("provider", in: .path, Schema.identifier, "The provider.", example: "payplug"), format,
                "Incidents of one provider"),
            feed(
                .feedComponent, "/feeds/components/:file",
                APIParameter("component", in: .path, Schema.identifier, "The component.", example: "ecommerce"), format,
                "Incidents that hit one component"),
            feed(
                .feedEntity, "/feeds/entities/:file",
                APIParameter(
                    "entity", in: .path, Schema.entity, "A rail, scheme, method or issuer, as a word.",
                    example: "mastercard"),
                format, "Incidents that touch one rail, scheme, method or issuer"),
        ]
    }

    private static func feed(
        _ operation: APIOperation, _ pattern: String, _ name: APIParameter?, _ format: FeedFormat, _ summary: String
    ) -> APIRoute {
        let path = name.map { pattern.replacing(":file", with: "{\($0.name)}.\(format.rawValue)") }
        return APIRoute(
            operation, pattern, path: path, group: .feeds, "\(summary), as \(format.name)",
            parameters: (name.map { [$0] } ?? []) + [language],
            answers: [
                APIAnswer(
                    .ok, "The 50 that changed last.", format.mediaType,
                    format == .json ? Schema.reference("JSONFeed") : Schema.text),
                malformed, missing, unreadable,
            ])
    }

    // MARK: Statuspage v2

    static let statuspage: [APIRoute] = [
        statuspage(.statuspageSummary, "summary", "State, services, and what is open", "StatuspageSummary"),
        statuspage(.statuspageStatus, "status", "State in one word", "StatuspageStatus"),
        statuspage(.statuspageComponents, "components", "Services", "StatuspageComponents"),
        statuspage(.statuspageIncidents, "incidents", "The 50 latest incidents", "StatuspageIncidents"),
        statuspage(.statuspageUnresolved, "incidents/unresolved", "Incidents that are open", "StatuspageIncidents"),
        statuspage(
            .statuspageMaintenances, "scheduled-maintenances", "The 50 latest maintenances", "StatuspageMaintenances"),
        statuspage(
            .statuspageUpcoming, "scheduled-maintenances/upcoming", "Maintenances to come", "StatuspageMaintenances"),
        statuspage(
            .statuspageActive, "scheduled-maintenances/active", "Maintenances under way", "StatuspageMaintenances"),
    ]

    private static func statuspage(
        _ operation: APIOperation, _ document: String, _ summary: String, _ schema: String
    ) -> APIRoute {
        APIRoute(
            operation, "/v2/:provider/api/v2/\(document).json", group: .statuspage,
            "\(summary), as a Statuspage client reads them",
            parameters: [pageOf, language],
            answers: [
                .json(
                    Schema.reference(schema), "As https://<page>/api/v2/\(document).json would answer.",
                    headers: [("Access-Control-Allow-Origin", "`*`")]),
                malformed, missing,
                .problem(
                    .serviceUnavailable,
                    "Vigie is starting, or what is true now is not known: Statuspage has no word for that."),
            ])
    }
}
