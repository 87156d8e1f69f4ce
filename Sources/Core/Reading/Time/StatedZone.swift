internal import Vocabulary

/// A zone as a text names it.
struct StatedZone: Sendable, Hashable {
    /// As written: `CET`, `UTC+2`.
    var name: String
    /// Nil where the name stands for a region's clocks, summer or winter: `ET`.
    var offset: Int?
    /// A zone whose clocks have that name for a part of the year.
    var region: String?

    static func named(_ upper: String) -> StatedZone? {
        guard let (hours, region) = table[upper] else { return nil }
        return StatedZone(name: upper, offset: hours.map { Int($0 * 3_600) }, region: region)
    }

    /// Names that mean one thing wherever they are written. `IST` means three, and is not here.
    private static let table: [String: (Double?, String?)] = [
        "UTC": (0, nil), "GMT": (0, nil), "Z": (0, nil),
        "CET": (1, "Europe/Paris"), "CEST": (2, "Europe/Paris"), "MEZ": (1, "Europe/Berlin"),
        "MESZ": (2, "Europe/Berlin"), "BST": (1, "Europe/London"), "WET": (0, "Europe/Lisbon"),
        "WEST": (1, "Europe/Lisbon"), "EET": (2, "Europe/Helsinki"), "EEST": (3, "Europe/Helsinki"),
        "EST": (-5, "America/New_York"), "EDT": (-4, "America/New_York"), "ET": (nil, "America/New_York"),
        "CDT": (-5, "America/Chicago"), "CT": (nil, "America/Chicago"), "MDT": (-6, "America/Denver"),
        "MST": (-7, "America/Denver"), "MT": (nil, "America/Denver"), "PST": (-8, "America/Los_Angeles"),
        "PDT": (-7, "America/Los_Angeles"), "PT": (nil, "America/Los_Angeles"),
        "AEST": (10, "Australia/Sydney"), "AEDT": (11, "Australia/Sydney"), "ACST": (9.5, "Australia/Adelaide"),
        "ACDT": (10.5, "Australia/Adelaide"), "AWST": (8, nil), "NZST": (12, "Pacific/Auckland"),
        "NZDT": (13, "Pacific/Auckland"), "JST": (9, nil), "KST": (9, nil), "SGT": (8, nil), "HKT": (8, nil),
        "BRT": (-3, nil), "ART": (-3, nil), "MSK": (3, nil), "SAST": (2, nil), "CLT": (nil, "America/Santiago"),
    ]

    /// Names that other places use for other clocks: they count only where the vendor's own zone has them.
    static let shared: [String: [String: Double]] = [
        "CST": ["America/Chicago": -6, "America/Mexico_City": -6, "Asia/Shanghai": 8],
        "IST": ["Asia/Kolkata": 5.5, "Europe/Dublin": 1, "Asia/Jerusalem": 2],
    ]

    static let utc = StatedZone(name: "UTC", offset: 0, region: nil)
}
