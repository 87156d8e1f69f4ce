internal import JSON

/// Examples in our own words, shown beside the schemas of the same names. The tests hold each against its schema.
enum Examples {
    static let all: KeyValuePairs<String, JSONValue> = [
        "Incident": incident, "FollowedPage": page, "LinkedEvent": event,
        "Vendors": [
            "vendors": [
                [
                    "id": "example-pay", "name": "Example Pay", "page": "https://status.example.com",
                    "format": "statuspage", "reach": "verified", "zone": "Europe/London", "country": "GB",
                    "family": "example-pay", "kinds": ["payments"], "languages": ["en"], "isFollowed": false,
                ]
            ], "count": 1,
        ],
        "AlertRoute": [
            "name": "all-that-hurts", "match": ["kinds": ["incident", "recurrence"], "severity": "major"],
            "to": ["ops-chat"], "passes": "critical", "language": "en", "origin": "configuration",
        ],
        "AlertExplanation": [
            "incident": "example-pay-1", "kind": "incident", "severity": "major", "state": "ongoing",
            "at": "2025-12-09T09:12:00Z",
            "routes": [
                [
                    "route": "card-people", "origin": "person", "matches": false, "to": [],
                    "because": "tells nobody: channel is settlement, and the route wants ecommerce",
                    "conditions": [
                        ["name": "kind", "wanted": "incident or recurrence", "found": "incident", "holds": true],
                        ["name": "channel", "wanted": "ecommerce", "found": "settlement", "holds": false],
                    ], "timing": ["when": "held", "at": "2025-12-10T06:00:00Z"],
                ]
            ],
        ],
        "AlertOutbox": [
            "pending": [],
            "dead": [
                [
                    "id": "5d41402abc4b2a76b9719d911017c592", "subject": "incident/example-pay-1",
                    "incidents": ["example-pay-1"], "channel": "ops-chat", "followUp": "none",
                    "routes": ["all-that-hurts"], "language": "en", "severity": "major", "state": "dead", "version": 2,
                    "deliveredVersion": 1, "wantedAt": "2025-12-09T09:12:00Z", "attempts": 3,
                    "untold": [["moment": "resolved", "version": 2]], "error": "it answers 404",
                ]
            ],
            "log": [
                [
                    "message": "5d41402abc4b2a76b9719d911017c592", "outcome": "dead", "at": "2025-12-09T09:14:00Z",
                    "channel": "ops-chat", "version": 2, "attempts": 3, "error": "it answers 404",
                ]
            ], "hasMore": ["pending": false, "dead": false, "log": false],
        ],
        "StatuspageStatus": [
            "page": [
                "id": "fl4btxk6jy7r", "name": "Example Pay", "url": "https://vigie.example/en/providers/example-pay",
                "time_zone": "Europe/London", "updated_at": "2025-12-09T09:58:00.000Z",
            ], "status": ["indicator": "minor", "description": "Partially Degraded Service"],
        ],
    ]

    private static let incident: JSONValue = [
        "id": "example-pay-1", "provider": "example-pay", "reference": "EX-7",
        "title": ["en": "Card payments are slow"],
        "severity": "major", "category": "external-provider", "responsibility": "external",
        "components": ["example-pay-gateway"], "entities": ["mastercard"],
        "windows": [
            [
                "id": "w1", "start": "2025-12-09T09:05:00Z", "end": "2025-12-09T09:45:00Z",
                "components": ["example-pay-gateway"], "origin": "stated-by-vendor",
                "evidence": ["en": "Payments were slow from 09:05 to 09:45 UTC."], "confidence": "high",
            ]
        ],
        "updates": [
            [
                "brand": "example-pay", "status": "resolved", "at": "2025-12-09T10:30:00Z",
                "text": ["en": "Payments are as fast as usual again."],
            ]
        ],
        "accounts": [
            [
                "brand": "example-pay", "severityWord": "major", "opened": "2025-12-09T09:10:00Z",
                "closed": "2025-12-09T10:30:00Z",
            ]
        ],
        "state": "resolved", "start": "2025-12-09T09:05:00Z",
        "figures": [
            "impactSeconds": 2400,
            "impact": [["start": "2025-12-09T09:05:00Z", "end": "2025-12-09T09:45:00Z", "seconds": 2400]],
            "pageTimes": [
                [
                    "brand": "example-pay", "opened": "2025-12-09T09:10:00Z", "closed": "2025-12-09T10:30:00Z",
                    "seconds": 4800,
                ]
            ], "firstWordAfterSeconds": 5100, "recurrencesAfterResolved": [],
        ],
        "links": ["history": "/api/incidents/example-pay-1/history", "linked": "/api/linked/example-pay-1"],
    ]

    private static let page: JSONValue = [
        "provider": "example-pay", "brand": "example-pay", "url": "https://status.example.com", "format": "statuspage",
        "identity": "Example Pay", "since": "2025-06-01T00:00:00Z",
        "words": [
            "state": "degraded", "sentence": "Partially Degraded Service",
            "troubled": [["component": "example-pay-payouts", "state": "degraded", "word": "degraded_performance"]],
            "componentCount": 2, "saidAt": "2025-12-09T09:58:00Z",
        ],
    ]

    private static let event: JSONValue = [
        "event": "other-pay-3", "start": "2025-12-09T08:40:00Z", "incidents": ["other-pay-3", "example-pay-1"],
        "links": [
            [
                "incident": "example-pay-1", "to": "other-pay-3",
                "reason": ["kind": "entity", "entity": "mastercard", "distanceSeconds": 1500],
            ]
        ], "sightings": [["incident": "other-pay-3", "provider": "other-pay", "earlierSeconds": 1500]],
    ]
}
