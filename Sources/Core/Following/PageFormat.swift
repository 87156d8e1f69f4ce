/// What a status page speaks.
package enum PageFormat: String, Sendable, Hashable, CaseIterable {
    case statuspage
    case incidentIO = "incident-io"
    case instatus
    case betterStack = "better-stack"
    case cachetV2 = "cachet-v2"
    case cachetV3 = "cachet-v3"
    case statusIO = "status-io"
    case googleCloud = "google-cloud"
    case awsEvents = "aws-events"
    case awsRSS = "aws-rss"
    case azureRSS = "azure-rss"
    case slack
    case heroku
    case salesforceTrust = "salesforce-trust"
    case uptimeKuma = "uptime-kuma"
    case checkly
    case rss
    case atom
    /// A saved page of an aggregator, or plain text: read by the words alone.
    case text
}
