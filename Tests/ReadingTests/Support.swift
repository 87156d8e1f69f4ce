import Foundation
import Reading
import Vocabulary

/// The zone rules that this machine has.
let zones = ZoneCatalogue { identifier in
    (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + identifier))).map { Array($0) }
}

func context(_ zone: String? = nil, vendor: String? = nil) -> ReadingContext {
    ReadingContext(vendor: vendor, zone: zone.flatMap { zones.zone($0) }, zones: zones)
}

func read(_ text: String, zone: String? = nil, vendor: String? = nil) throws -> Report {
    try ReportReader.read(text, context: context(zone, vendor: vendor))
}

func text(_ moment: Report.Moment?) -> String? {
    switch moment {
    case .instant(let instant)?: instant.rfc3339
    case .day(let day)?: day.iso8601
    case nil: nil
    }
}

/// `start/end` of every window, `…` for an end that is not told.
func windows(_ report: Report) -> [String] {
    report.windows.map { (text($0.start) ?? "?") + "/" + (text($0.end) ?? "…") }
}
