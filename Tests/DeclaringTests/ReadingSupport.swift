import ConfigurationYAML
import Declaring
import Foundation
import JSON
import Settings
import Testing

/// Files through the real reader.
enum Reading {
    static let surroundings = SettingsSurroundings(
        variable: { _ in nil }, file: { _ in .failure("no such file") }, isKnownZone: { _ in true })

    static func tree(_ text: String, file: String = "watch.yaml") throws -> SettingsNode {
        try #require(try ConfigurationYAML.read(Array(text.utf8), file: file))
    }

    static func watch(_ text: String) throws -> WatchFile {
        try WatchFile(try tree(text), file: "watch.yaml", in: surroundings)
    }

    /// Everything that is wrong with it.
    static func faults(_ text: String) throws -> [String] {
        do {
            _ = try watch(text)
            return []
        } catch let failure as SettingsFailure {
            return failure.diagnostics.map(\.description)
        }
    }

    static func json(_ text: String) throws -> SettingsNode {
        SettingsNode(try JSONValue(reading: text, limits: JSONLimits(bytes: 1 << 20, depth: 16)))
    }

    static func repository(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
