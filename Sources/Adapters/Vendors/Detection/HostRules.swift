internal import Following

/// Hosts whose format is known beforehand: there is nothing to try.
enum HostRules {
    static func format(of page: String) -> PageFormat? {
        let host = PageAddress.host(page)
        let path = PageAddress.path(page)
        if path.hasSuffix(".rss"), host.hasSuffix("aws.amazon.com") { return .awsRSS }
        if let format = hosts[host] { return format }
        if host == "www.google.com", path.hasPrefix("/appsstatus/dashboard") { return .googleCloud }
        if host.hasSuffix("azure.status.microsoft") { return .azureRSS }
        if host.hasSuffix("paypal-status.com") { return .rss }
        return nil
    }

    private static let hosts: [String: PageFormat] = [
        "status.cloud.google.com": .googleCloud, "health.aws.amazon.com": .awsEvents,
        "status.aws.amazon.com": .awsRSS, "status.azure.com": .azureRSS, "slack-status.com": .slack,
        "www.slack-status.com": .slack, "status.slack.com": .slack, "status.heroku.com": .heroku,
        "status.salesforce.com": .salesforceTrust, "api.status.salesforce.com": .salesforceTrust,
        "trust.salesforce.com": .salesforceTrust, "api.status.io": .statusIO,
    ]

    /// The page's address as its format wants it.
    static func page(_ page: String, for format: PageFormat) -> String {
        switch format {
        case .rss where PageAddress.host(page).hasSuffix("paypal-status.com"):
            PageAddress.path(page).contains(text: "/feed") ? page : PageAddress.origin(page) + "/feed/rss"
        case .googleCloud where page.hasSuffix("/incidents.json"): String(page.dropLast("/incidents.json".count))
        case .googleCloud where PageAddress.host(page) == "www.google.com":
            PageAddress.origin(page) + "/appsstatus/dashboard"
        case .slack, .heroku: PageAddress.origin(page)
        default: page
        }
    }
}
