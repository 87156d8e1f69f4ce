import Foundation
import TestProcesses
import Testing

/// The official schemas and messages after them, which are not ours to publish: they lie beside some parent of this
/// repository, or not at all, and then the tests that need them say so and are skipped.
enum Fixtures {
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared/fixtures/nexo")
            if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("xsd").path) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    static let xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static var arePresent: Bool { folder != nil }
    static let absence: Comment = "the schemas and samples (shared/fixtures/nexo) are not beside this repository"
    static var canValidate: Bool { folder != nil && xmllint != nil }
    static let cantValidate: Comment =
        "the schemas (shared/fixtures/nexo) are not beside this repository, or xmllint (libxml2-utils) is missing"

    static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: #require(folder).appendingPathComponent(path)))
    }

    static func samples(_ ending: String) -> [String] {
        guard let folder,
            let names = try? FileManager.default.contentsOfDirectory(
                atPath: folder.appendingPathComponent("samples").path)
        else { return [] }
        return names.filter { $0.hasSuffix(ending) }.sorted()
    }

    /// What xmllint has against documents under a schema; empty when they are valid.
    static func objections(to documents: [[UInt8]], schema: String) throws -> String {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("vigie-nexo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        var files: [String] = []
        for (index, document) in documents.enumerated() {
            let file = place.appendingPathComponent("\(index).xml")
            try Data(document).write(to: file)
            files.append(file.path)
        }
        let process = TestProcess()
        process.executableURL = URL(fileURLWithPath: try #require(xmllint))
        process.arguments =
            ["--nonet", "--noout", "--schema", try #require(folder).appendingPathComponent("xsd/\(schema).xsd").path]
            + files
        let output = Pipe()
        process.standardError = output
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? "" : text
    }
}
