import Foundation
import JSON
import Testing
import ThreeDS
import ThreeDSFuzzing
import Vocabulary

/// Messages that were written for the project from public descriptions, kept beside some parent of this repository or
/// not at all; then the tests that need them say so and are skipped.
enum Fixtures {
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared/fixtures/3ds")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    static var arePresent: Bool { folder != nil }
    static let absence: Comment = "the 3-D Secure messages (shared/fixtures/3ds) are not beside this repository"

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: #require(folder).appendingPathComponent(name)))
    }
}

/// The error that a reader answers with; nil when it accepts.
func refusal(
    _ members: JSONObject, _ receiver: ErrorComponent, answering request: Message? = nil
) -> ProtocolError? {
    refusal(bytes: JSONWriter.compact(.object(members)), receiver, answering: request)
}

func refusal(bytes: [UInt8], _ receiver: ErrorComponent, answering request: Message? = nil) -> ProtocolError? {
    do throws(ProtocolError) {
        _ = try MessageReader(receiver: receiver).message(from: bytes, answering: request)
        return nil
    } catch {
        return error
    }
}

let start = Instant(seconds: 1_800_000_000)
