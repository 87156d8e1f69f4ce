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
