import Findings
import Foundation
import JSON
import Reading

/// The corpus of reports with hand-made truth, where it lies beside the repository; `VIGIE_CORPUS` names another place.
struct Corpus {
    struct Entry {
        var name: String
        var vendor: String
        var zone: String?
        var text: String
        var truth: [String: Any]?
    }

    let entries: [Entry]

    /// Nil, with a line that says so, when it is not there.
    static func find() throws -> Corpus? {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/corpus")
        let folder = ProcessInfo.processInfo.environment["VIGIE_CORPUS"] ?? beside.standardizedFileURL.path()
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/texts") else {
            print("skipped: no corpus of reports in \(folder); VIGIE_CORPUS names another folder")
            return nil
        }
        let entries = try names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name -> Entry? in
            guard let document = try object(folder + "/texts/" + name), let text = document["text"] as? String,
                let vendor = document["vendor"] as? String
            else { return nil }
            let truth =
                FileManager.default.fileExists(atPath: folder + "/truth/" + name)
                ? try object(folder + "/truth/" + name) : nil
            return Entry(name: name, vendor: vendor, zone: document["zone_hint"] as? String, text: text, truth: truth)
        }
        return Corpus(entries: entries)
    }

    private static func object(_ path: String) throws -> [String: Any]? {
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    }
}

/// Right, stated and true facts, counted as the corpus' own `score.py` does.
struct Score {
    var right = 0
    var stated = 0
    var truth = 0

    var precision: Double { stated == 0 ? 1 : Double(right) / Double(stated) }
    var recall: Double { truth == 0 ? 1 : Double(right) / Double(truth) }

    static func + (left: Score, right: Score) -> Score {
        Score(right: left.right + right.right, stated: left.stated + right.stated, truth: left.truth + right.truth)
    }

    private static let instants = [
        "started_utc", "resolved_utc", "first_public_notice_utc", "detected_utc", "identified_utc", "mitigated_utc",
    ]
    private static let scalars = ["severity", "vendor_status", "priority", "category", "responsibility"]
    static let facts = ["references", "updates", "impact_windows", "languages"] + instants + scalars

    static func score(_ fact: String, said: [String: Any], truth: [String: Any]) -> Score {
        if instants.contains(fact) {
            let (a, b) = (said[fact] as? String, truth[fact] as? String)
            return Score(right: b != nil && same(a, b) ? 1 : 0, stated: a == nil ? 0 : 1, truth: b == nil ? 0 : 1)
        }
        if scalars.contains(fact) {
            let (a, b) = (word(said[fact], of: fact), word(truth[fact], of: fact))
            return Score(right: b != nil && a == b ? 1 : 0, stated: a == nil ? 0 : 1, truth: b == nil ? 0 : 1)
        }
        let (a, b) = (said[fact] as? [Any] ?? [], truth[fact] as? [Any] ?? [])
        var rest = b
        var right = 0
        for item in a {
            guard let index = rest.firstIndex(where: { isSame(fact, item, $0) }) else { continue }
            rest.remove(at: index)
            right += 1
        }
        return Score(right: right, stated: a.count, truth: b.count)
    }

    private static func word(_ value: Any?, of fact: String) -> String? {
        guard let word = (value as? String)?.lowercased() else { return nil }
        return word == "unknown" && (fact == "category" || fact == "responsibility") ? nil : word
    }

    private static func isSame(_ fact: String, _ left: Any, _ right: Any) -> Bool {
        guard let a = left as? [String: Any], let b = right as? [String: Any] else {
            return (left as? String) == (right as? String)
        }
        if fact == "updates" {
            return (a["status"] as? String)?.lowercased() == (b["status"] as? String)?.lowercased()
                && same(a["at_utc"] as? String, b["at_utc"] as? String)
        }
        return same(a["start_utc"] as? String, b["start_utc"] as? String)
            && same(a["end_utc"] as? String, b["end_utc"] as? String)
    }

    /// A true day is met by any moment around it, a true instant within a minute.
    private static func same(_ said: String?, _ truth: String?) -> Bool {
        guard let said, let truth else { return said == nil && truth == nil }
        guard let (a, saidIsDay) = moment(said), let (b, trueIsDay) = moment(truth) else { return false }
        return trueIsDay ? abs(a - b) <= 86_400 + 50_400 : !saidIsDay && abs(a - b) <= 60
    }

    private static func moment(_ text: String) -> (Double, isDay: Bool)? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        for format in ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return (date.timeIntervalSince1970, format == "yyyy-MM-dd") }
        }
        return nil
    }
}
