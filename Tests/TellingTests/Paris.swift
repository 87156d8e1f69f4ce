import Foundation
import Testing
import Vocabulary

/// The zone of the demo, from the rules that this machine has.
func paris() throws -> Zone {
    let data = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Paris"))
    return try Zone(identifier: "Europe/Paris", data: Array(data))
}

func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }
