import Findings
import Foundation
import JSON
import Reading
import Vocabulary

/// `read-file [--vendor NAME] [--zone ZONE] -|FILE`: reads a report and prints its facts, for work on the reader alone. The
/// program's own command is `vigie read`.
@main enum ReadFile {
    static func main() throws {
        var vendor: String?
        var zone: String?
        var path = "-"
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--vendor": vendor = arguments.popFirst()
            case "--zone": zone = arguments.popFirst()
            case "--statuspage": return try statuspage(arguments.popFirst() ?? "")
            default: path = argument
            }
        }
        let catalogue = ZoneCatalogue { identifier in
            (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + identifier))).map { Array($0) }
        }
        let data =
            try path == "-"
            ? FileHandle.standardInput.readToEnd() ?? Data() : Data(contentsOf: URL(fileURLWithPath: path))
        let context = ReadingContext(vendor: vendor, zone: zone.flatMap { catalogue.zone($0) }, zones: catalogue)
        let clock = ContinuousClock()
        let began = clock.now
        do throws(ReadingRefusal) {
            let report = try ReportReader.read(Array(data), context: context)
            if ProcessInfo.processInfo.environment["READ_TIME"] != nil {
                FileHandle.standardError.write(Data("\(data.count) bytes in \(clock.now - began)\n".utf8))
            }
            var writer = JSONWriter(style: .pretty)
            writer.value(ReadReportDocument.json(report))
            FileHandle.standardOutput.write(Data(writer.takeBytes()))
            print()
        } catch {
            FileHandle.standardError.write(Data("read-file: \(error) (\(clock.now - began))\n".utf8))
            exit(65)
        }
    }

    /// Every incident of a stored `incidents.json`, one line each: what is read from the texts beside what the page recorded.
    private static func statuspage(_ path: String) throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        let incidents = (json as? [[String: Any]]) ?? (json as? [String: Any])?["incidents"] as? [[String: Any]] ?? []
        var found = 0
        for incident in incidents {
            var posts: [KnownPost] = []
            for update in incident["incident_updates"] as? [[String: Any]] ?? [] {
                guard
                    let at = (update["display_at"] as? String ?? update["created_at"] as? String).flatMap({
                        try? Instant(rfc3339: $0)
                    }),
                    let status = update["status"] as? String, let body = update["body"] as? String
                else { continue }
                posts.append(KnownPost(status: status, at: at, text: body))
            }
            let title = incident["name"] as? String ?? ""
            let report = try ReportReader.read(title: title, updates: posts, context: ReadingContext())
            let windows = report.windows.map {
                "\(ReadReportText.utc($0.start))/\($0.end.map(ReadReportText.utc) ?? "…") «\($0.evidence)»"
            }
            found += report.windows.contains { $0.end != nil } ? 1 : 0
            print(
                title, incident["created_at"] as? String ?? "", "|", windows.joined(separator: "; "), "|",
                report.category.rawValue, report.responsibility.rawValue, report.entities,
                report.channels.map(\.rawValue))
        }
        print("\(incidents.count) incidents, \(found) with a window that has both ends")
    }
}
