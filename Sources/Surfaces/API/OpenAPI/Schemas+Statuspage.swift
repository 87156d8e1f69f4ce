internal import JSON

/// The shapes of Statuspage's public API v2 and of JSON Feed 1.1.
enum StatuspageSchemas {
    static var all: KeyValuePairs<String, JSONValue> {
        [
            "StatuspageComponent": component, "StatuspageUpdate": update,
            "StatuspageIncident": incident(isScheduled: false),
            "StatuspageMaintenance": incident(isScheduled: true),
            "StatuspageSummary": document([
                "components": Schema.array(Schema.reference("StatuspageComponent")),
                "incidents": Schema.array(Schema.reference("StatuspageIncident")),
                "scheduled_maintenances": Schema.array(Schema.reference("StatuspageMaintenance")), "status": status,
            ]),
            "StatuspageStatus": document(["status": status]),
            "StatuspageComponents": document(["components": Schema.array(Schema.reference("StatuspageComponent"))]),
            "StatuspageIncidents": document(["incidents": Schema.array(Schema.reference("StatuspageIncident"))]),
            "StatuspageMaintenances": document([
                "scheduled_maintenances": Schema.array(Schema.reference("StatuspageMaintenance"))
            ]),
            "JSONFeed": feed,
        ]
    }

    private static let id: JSONValue = ["type": "string", "pattern": "^[a-z0-9]{12}$"]

    private static func document(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let page = Schema.object([
            "id": id, "name": Schema.text, "url": Schema.text, "time_zone": Schema.text, "updated_at": Schema.instant,
        ])
        guard var object = Schema.object(members).object, var properties = object["properties"]?.object else {
            return true
        }
        properties["page"] = page
        object["properties"] = .object(properties)
        object["required"] = JSONValue(["page"] + members.map(\.key))
        return .object(object)
    }

    private static let status = Schema.object([
        "indicator": Schema.words("none", "minor", "major", "critical", "maintenance"), "description": Schema.text,
    ])

    private static let component = Schema.object([
        "id": id, "name": Schema.text,
        "status": Schema.words(
            "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"),
        "created_at": Schema.instant, "updated_at": Schema.instant, "position": Schema.count,
        "description": Schema.optionalText, "showcase": Schema.flag, "start_date": Schema.optionalText,
        "group_id": Schema.optionalText, "page_id": id, "group": Schema.flag, "only_show_if_degraded": Schema.flag,
    ])

    private static let update = Schema.object([
        "id": id,
        "status": Schema.words(
            "investigating", "identified", "monitoring", "resolved", "postmortem", "scheduled", "in_progress",
            "verifying", "completed"),
        "body": Schema.text, "incident_id": id, "created_at": Schema.instant, "updated_at": Schema.instant,
        "display_at": Schema.optionalInstant, "affected_components": ["type": ["array", "null"]],
        "deliver_notifications": Schema.flag, "custom_tweet": Schema.optionalText, "tweet_id": Schema.optionalText,
    ])

    private static func incident(isScheduled: Bool) -> JSONValue {
        let statuses =
            isScheduled
            ? Schema.words("scheduled", "in_progress", "verifying", "completed")
            : Schema.words("investigating", "identified", "monitoring", "resolved", "postmortem")
        var members: [(String, JSONValue)] = [
            ("id", id), ("name", Schema.text), ("status", statuses), ("created_at", Schema.instant),
            ("updated_at", Schema.instant), ("monitoring_at", Schema.optionalInstant),
            ("resolved_at", Schema.optionalInstant),
            ("impact", Schema.words("none", "minor", "major", "critical", "maintenance")), ("shortlink", Schema.text),
            ("started_at", Schema.instant), ("page_id", id),
            ("incident_updates", Schema.array(Schema.reference("StatuspageUpdate"))),
            ("components", Schema.array(Schema.reference("StatuspageComponent"))),
        ]
        if isScheduled {
            members += [("scheduled_for", Schema.instant), ("scheduled_until", Schema.optionalInstant)]
        } else {
            members.append(("reminder_intervals", Schema.optionalText))
        }
        var properties = JSONObject()
        for (name, schema) in members { properties[name] = schema }
        return ["type": "object", "properties": .object(properties), "required": JSONValue(members.map(\.0))]
    }

    private static let feed = Schema.object([
        "version": Schema.words("https://jsonfeed.org/version/1.1"), "title": Schema.text,
        "home_page_url": Schema.text, "feed_url": Schema.text, "description": Schema.text,
        "language": Schema.language,
        "items": Schema.array(
            Schema.object([
                "id": Schema.text, "url": Schema.text, "title": Schema.text, "content_html": Schema.text,
                "date_published": Schema.instant, "date_modified": Schema.instant,
                "authors": Schema.array(Schema.object(["name": Schema.text])), "tags": Schema.array(Schema.text),
                "language": Schema.language,
            ])),
    ])
}
