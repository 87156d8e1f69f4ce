import Bytes
import Following
import Foundation
import Testing
import Vocabulary

@testable import Vendors

/// Documents of real pages, which are not ours to publish: they lie beside some parent of this repository, or not at
/// all, and then the tests that need them say so and are skipped.
enum Fixtures {
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared/fixtures")
            if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("statuspage").path) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    static var arePresent: Bool { folder != nil }
    static let absence: Comment = "the captured documents (shared/fixtures) are not beside this repository"

    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = try #require(folder)
        return try Array(Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// Texts of real pages are not ours to repeat: they are compared by their SHA-256.
    static func digests(_ texts: [String]) -> [String] {
        texts.map { SHA256Digest(of: Array($0.utf8)).hexadecimal }
    }

    /// A captured file as the document of a role.
    static func document(_ role: String, _ path: String, contentType: String? = nil) throws -> CapturedDocument {
        CapturedDocument(
            role: role, url: "https://status.example.com/", status: 200, contentType: contentType,
            body: try bytes(path))
    }

    /// All captured files of formats, with the format and the role that they belong to.
    static let all: [(format: PageFormat, role: String, path: String)] = [
        (.statuspage, "summary", "statuspage/anthropic_summary_major.json"),
        (.statuspage, "summary", "statuspage/bitbucket_summary_none.json"),
        (.statuspage, "summary", "statuspage/codametrix_summary.json"),
        (.statuspage, "incidents", "statuspage/github_incidents_trimmed5.json"),
        (.statuspage, "incidents", "statuspage/atlassian_postmortems_rebuilt.json"),
        (.incidentIO, "summary", "incidentio/cohere_summary_major.json"),
        (.instatus, "summary", "instatus/instatus_summary_hasissues.json"),
        (.instatus, "summary", "instatus/perplexity_summary_major.json"),
        (.betterStack, "index", "betterstack/small_incident.json"),
        (.betterStack, "index", "betterstack/small_operational.json"),
        (.checkly, "incidents", "checkly/mistral_incidents_active.json"),
        (.awsEvents, "events", "aws/currentevents_20260801_utf16be.json"),
        (.awsEvents, "events", "aws/currentevents_small_utf8.json"),
        (.awsRSS, "feed", "aws/ec2-us-east-1.rss"),
        (.azureRSS, "feed", "azure/feed_20260723_westus_major.xml"),
        (.googleCloud, "incidents", "gcp/small_active.json"),
        (.googleCloud, "incidents", "gcp/incidents_trimmed2_with_postmortem.json"),
        (.slack, "history", "slack/history_trimmed5.json"),
        (.slack, "current", "slack/current_ok_shape.json"),
        (.salesforceTrust, "incidents", "salesforce-trust/incidents_active.json"),
        (.heroku, "status", "heroku-v4/current_status_red.json"),
        (.cachetV2, "incidents", "cachet-v2/demo_incidents_resolved_but_investigating.json"),
        (.cachetV3, "incidents", "cachet-v3/incidents_page1.json"),
        (.statusIO, "status", "statusio/status_active_incident.json"),
        (.uptimeKuma, "page", "uptimekuma/status-page.json"),
        (.rss, "feed", "rss-generic/xai_active.xml"),
        (.atom, "feed", "rss-generic/atom_small.xml"),
        (.text, "text", "adyen-scrape/adyen_active_texts.json"),
    ]
}

/// The formats as the program has them, with the zones of this machine where it has any.
enum Reading {
    static let page = "https://status.example.com"
    static let now = Instant(seconds: 1_785_000_000)

    static let zones = ZoneCatalogue { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map { Array($0) }
    }

    static let formats = StatusPageFormats(zones: zones)

    static func read(
        _ format: PageFormat, _ documents: [CapturedDocument], page: String = page, zone: String? = nil
    ) throws(UnreadablePage) -> VendorPage {
        let formats = zone.map { zone in StatusPageFormats(zones: zones) { _ in zone } } ?? formats
        return try formats.read(format, page: page, documents: documents, now: now)
    }

    static func document(
        _ role: String, _ text: String, contentType: String? = "application/json", status: Int = 200
    ) -> CapturedDocument {
        CapturedDocument(
            role: role, url: page, status: status, contentType: contentType, body: Array(text.utf8))
    }
}

func instant(_ text: String) throws -> Instant { try Instant(rfc3339: text) }
