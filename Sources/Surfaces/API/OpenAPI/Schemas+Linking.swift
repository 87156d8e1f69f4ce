internal import Catalogue
internal import Following
internal import JSON
internal import Linking
internal import Vocabulary

/// The shapes of events, of the honesty ledger and of the catalogue.
enum LinkingSchemas {
    static let event = Schema.object(
        [
            "event": Schema.identifier, "start": Schema.instant, "incidents": Schema.array(Schema.identifier),
            "links": Schema.array(
                Schema.object([
                    "incident": Schema.identifier, "to": Schema.identifier,
                    "reason": Schema.object(
                        [
                            "kind": Schema.words("reference", "family", "entity", "person"), "reference": Schema.text,
                            "scope": Schema.words(LinkReason.Scope.self), "family": Schema.text,
                            "overlapSeconds": Schema.seconds, "basis": Schema.words(LinkReason.Basis.self),
                            "entity": Schema.text, "distanceSeconds": Schema.seconds, "who": Schema.text,
                            "why": Schema.text, "at": Schema.instant,
                        ],
                        optional: [
                            "reference", "scope", "family", "overlapSeconds", "basis", "entity", "distanceSeconds",
                            "who", "why", "at",
                        ]),
                ])),
            "sightings": Schema.array(
                Schema.object([
                    "incident": Schema.identifier, "provider": Schema.identifier, "earlierSeconds": Schema.seconds,
                ])),
        ], optional: ["start"])

    private static let figures: KeyValuePairs<String, JSONValue> = [
        "medianSeconds": Schema.seconds, "seconds": Schema.seconds, "part": Schema.count, "of": Schema.count,
        "pageSeconds": Schema.seconds, "impactSeconds": Schema.seconds, "count": Schema.count,
        "incidents": Schema.count, "counted": Schema.flag,
    ]

    private static let value = Schema.object(figures, optional: Set(figures.map(\.key)))

    static let honesty = Schema.object([
        "provider": Schema.identifier,
        "accounts": Schema.array(
            Schema.object(
                [
                    "channel": Schema.words(Channel.self), "incidents": Schema.count,
                    "grade": Schema.words(HonestyGrade.self),
                    "figures": Schema.array(
                        Schema.object(
                            [
                                "measure": Schema.words(HonestyMeasure.self), "n": Schema.count,
                                "grade": Schema.words(HonestyGrade.self), "value": value,
                                "evidence": Schema.array(
                                    Schema.object(["incident": Schema.identifier, "value": value])),
                            ], optional: ["grade", "value"])),
                ], optional: ["channel", "grade"])),
    ])

    static let vendors = Schema.object([
        "vendors": Schema.array(
            Schema.object(
                [
                    "id": Schema.identifier, "name": Schema.text, "page": Schema.text,
                    "format": Schema.words(PageFormat.self), "reach": Schema.words(CatalogueVendor.Reach.self),
                    "zone": Schema.text, "country": Schema.text, "family": Schema.text,
                    "kinds": Schema.array(Schema.words(CatalogueVendor.Kind.self)),
                    "languages": Schema.array(Schema.language), "isFollowed": Schema.flag,
                ], optional: ["page", "format"])),
        "count": Schema.count,
    ])
}
