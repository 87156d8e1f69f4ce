package import Following
package import Vocabulary

/// All formats that are known, behind one port.
package struct StatusPageFormats: VendorFormats {
    private let zones: ZoneCatalogue
    private let zoneOfPage: @Sendable (String) -> String?

    /// - Parameter zones: For the few pages that write times without a zone and name theirs.
    /// - Parameter zoneOfPage: The zone that people stated for a page that does not name its own (Cachet). Without it,
    ///   the times of such a page are left out, with a warning.
    package init(
        zones: ZoneCatalogue, zoneOfPage: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.zones = zones
        self.zoneOfPage = zoneOfPage
    }

    package func documents(_ format: PageFormat, page: String) -> [DocumentRequest] {
        Self.reader(format).documents(page)
    }

    /// As above, with the documents whose address depends on the day (incident.io's windows).
    package func documents(_ format: PageFormat, page: String, now: Instant) -> [DocumentRequest] {
        let requests = documents(format, page: page)
        return format == .incidentIO ? requests + [IncidentIO.impacts(page, now: now)] : requests
    }

    package func read(
        _ format: PageFormat, page: String, documents: [CapturedDocument], now: Instant
    ) throws(UnreadablePage) -> VendorPage {
        let notes = ReadingNotes()
        let context = PageContext(
            page: page, source: DocumentSet(documents, notes: notes), now: now, zones: zones, zone: zoneOfPage(page))
        var result = try Self.reader(format).init(context: context).read()
        result.format = format
        result.numberRepeatedIDs(notes)
        result.warnings = notes.warnings
        return result
    }

    package func probes(page: String) -> [DocumentRequest] { PageDetection.probes(page) }

    package func detect(page: String, answers: [CapturedDocument], bogus: CapturedDocument?) -> Detection? {
        PageDetection(page: page, answers: answers, bogus: bogus, formats: self).found()
    }

    private static func reader(_ format: PageFormat) -> any PageReader.Type {
        switch format {
        case .statuspage: Statuspage.self
        case .incidentIO: IncidentIO.self
        case .instatus: Instatus.self
        case .betterStack: BetterStack.self
        case .cachetV2: CachetV2.self
        case .cachetV3: CachetV3.self
        case .statusIO: StatusIO.self
        case .googleCloud: GoogleCloud.self
        case .awsEvents: AWSEvents.self
        case .awsRSS: AWSRSS.self
        case .azureRSS: AzureRSS.self
        case .slack: Slack.self
        case .heroku: Heroku.self
        case .salesforceTrust: SalesforceTrust.self
        case .uptimeKuma: UptimeKuma.self
        case .checkly: Checkly.self
        case .rss, .atom: GenericFeed.self
        case .text: PlainText.self
        }
    }
}
