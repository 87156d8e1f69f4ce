package import JSON
internal import Vocabulary

/// What an Alertmanager posts to a webhook (version 4): a group of alerts, those that fire and those that are over.
package struct AlertmanagerBody: Sendable, Hashable {
    package static let alertsMost = 1_000
    package static let limits = JSONLimits(bytes: 1 << 20, depth: 8)

    package var alerts: [HeardAlert]
    /// How many of the group the sender left out.
    package var truncated: Int

    private static func text(_ value: JSONValue, _ path: JSONPath) throws(JSONError) -> String {
        try JSONObjectReader.string(value, path)
    }

    /// Members that nobody needs are stepped over: the format is another program's, and grows.
    package init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        guard try object.string("version") == "4" else {
            throw JSONError(
                .refusedValue, "expected version 4, which Alertmanager sends since 0.6",
                path: object.path.member("version"))
        }
        truncated = Int(min(max(try object.optionalInteger("truncatedAlerts") ?? 0, 0), 1_000_000))
        guard try object.array("alerts").count <= Self.alertsMost else {
            throw JSONError(
                .tooLarge, "at most \(Self.alertsMost) alerts are taken at once: set max_alerts",
                path: object.path.member("alerts"))
        }
        alerts = try object.array("alerts") { value, path throws(JSONError) in
            let entry = try JSONObjectReader(value, path: path)
            var labels: [String: String] = [:]
            for (name, text) in try entry.map("labels", Self.text)
            where labels.count < CountPoint.labelsMost && text.utf8.count <= 1_000 {
                labels[name] = text
            }
            let isFiring = try entry.converted("status", "firing or resolved") { word in
                word == "firing" ? true : word == "resolved" ? false : nil
            }
            let fingerprint = try entry.converted("fingerprint", "1 to 100 printable characters") { text in
                (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
            }
            return HeardAlert(
                fingerprint: fingerprint, labels: labels, isFiring: isFiring,
                since: try PushedCounts.instant("startsAt", entry),
                until: isFiring ? nil : try PushedCounts.instant("endsAt", entry))
        }
    }
}
