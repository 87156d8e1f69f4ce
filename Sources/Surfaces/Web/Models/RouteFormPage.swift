internal import Alerting
internal import Telling
internal import Vocabulary
package import Markup

/// The form in which a route is made or changed.
package struct RouteFormPage: Sendable, Hashable {
    package struct Option: Sendable, Hashable {
        package var value: String
        package var text: String
    }

    package var frame: PageFrame
    package var title: String
    /// Said at the top, where the reader lands.
    package var problem: String?
    package var note: String?
    package var post: Address
    package var isNew: Bool
    package var fields: RouteFields
    package var channels: [Option]
    package var kinds: [Option]
    package var severities: [Option]
    package var services: [Option]
    package var digests: [Option]
    package var passes: [Option]
    package var languages: [Option]
    package var noChannels: String?

    init(
        _ fields: RouteFields, changing: AlertRoute?, book: RouteBook, refusal: String?, context: PageContext
    ) {
        let words = context.words
        let name = changing?.name.rawValue
        self.fields = fields
        isNew = changing == nil
        title = name.map { words.say(.alertsChangeThis, ["name": $0]) } ?? words.say(.alertsAdd)
        problem =
            refusal.map { words.say(.alertsRefused, ["reason": $0]) }
            ?? (fields.problems.isEmpty ? nil : words.say(.problemFields))
        note = changing?.origin == .configuration ? words.say(.routeOverride) : nil
        post =
            name.map { .path(words.language.code, "alerts", "routes", $0) }
            ?? .path(words.language.code, "alerts", "routes")
        channels = book.channels.map { Option(value: $0.id.rawValue, text: "\($0.id) (\($0.kind.ownName))") }
        noChannels = channels.isEmpty ? words.say(.alertsNoChannels) : nil
        kinds = AlertKind.allCases.map { Option(value: $0.rawValue, text: words.name($0)) }
        let worstFirst = Severity.allCases.sorted { $1 < $0 }
        let all = worstFirst.map { Option(value: $0.rawValue, text: words.name($0)) }
        severities = [Option(value: "", text: words.say(.routeAnySeverity))] + all
        services = Channel.allCases.map { Option(value: $0.rawValue, text: words.name($0)) }
        digests = [
            Option(value: "none", text: words.say(.routeDigestNone)),
            Option(value: "hourly", text: words.say(.routeDigestHourly)),
            Option(value: "daily", text: words.say(.routeDigestDaily)),
        ]
        passes = all + [Option(value: RouteFields.passesNothing, text: words.say(.routePassesNone))]
        languages = LanguagePack.all.map { Option(value: $0.language.code, text: words.name($0.language)) }
        frame = context.frame(
            title: title + " · Vigie", description: words.say(.routeFormLead), place: .alertRoute(name),
            trail: [
                Link(text: words.say(.home), address: SitePlace.home.address(words.language)),
                Link(text: words.say(.alertsTitle), address: SitePlace.alerts.address(words.language)),
                Link(text: name ?? words.say(.alertsAdd), address: nil),
            ])
        frame.showsAlerts = true
    }
}
