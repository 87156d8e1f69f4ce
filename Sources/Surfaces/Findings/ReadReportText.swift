package import Reading
internal import Vocabulary

/// A read report in lines for people.
package enum ReadReportText {
    /// `2025-12-04T11:08Z`, with seconds where the text has them; a bare day where only that is known.
    package static func utc(_ moment: Report.Moment) -> String {
        switch moment {
        case .day(let day): return day.iso8601
        case .instant(let instant):
            let civil = CivilTime(instant)
            return civil.date.iso8601 + "T" + civil.clock(seconds: civil.second != 0) + "Z"
        }
    }
}
