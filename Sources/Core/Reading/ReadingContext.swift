package import Vocabulary

/// What is known about a text before it is read. A vendor's particulars come in here, never into a rule.
package struct ReadingContext: Sendable {
    /// The vendor's name, where it is known.
    package var vendor: String?
    /// Where the vendor's people live and write: their local times are read in it. Nil leaves local times local.
    package var zone: Zone?
    /// For names such as `CET` or `PT`: without it `CET` is one hour ahead whatever the date, and `PT` is unknown.
    package var zones: ZoneCatalogue?

    package init(vendor: String? = nil, zone: Zone? = nil, zones: ZoneCatalogue? = nil) {
        self.vendor = vendor
        self.zone = zone
        self.zones = zones
    }
}

/// Why a text was not read. The message says what to do.
package enum ReadingRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    case notText
    case tooLong
    case tooManyWords

    package var description: String {
        switch self {
        case .notText: "this is no text: a report is plain text, Markdown or HTML in UTF-8"
        case .tooLong: "the text is longer than 4 MiB: give the report alone, without what surrounds it"
        case .tooManyWords:
            "the text has more than 100,000 words and signs: give the report alone, without what surrounds it"
        }
    }
}
