import Foundation
import Testing
import Vocabulary

/// The zone data of this machine's tzdata package.
enum ZoneData {
    static let catalogue = ZoneCatalogue { bytes($0) }

    static func bytes(_ identifier: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + identifier).map { Array($0) }
    }

    static func zone(_ identifier: String) throws -> Zone {
        try #require(catalogue.zone(identifier), "tzdata has no \(identifier); is the package installed?")
    }
}

func instant(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

func civil(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int) throws -> CivilTime {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    return try #require(CivilTime(date: date, hour: hour, minute: minute))
}
