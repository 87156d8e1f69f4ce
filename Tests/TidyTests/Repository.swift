import Foundation

/// The repository's own files, as the checks of this target read them.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct File {
        /// Relative to the root, with slashes.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    /// Text files below a folder whose name ends in one of the endings.
    static func files(below folder: String, endings: [String]) -> [File] {
        let start = root.appending(path: folder)
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: start.path()) else { return [] }
        return paths.sorted().compactMap { path in
            guard endings.contains(where: { path.hasSuffix($0) }), !path.contains(".build/"), !path.hasPrefix("var/"),
                let text = try? String(contentsOf: start.appending(path: path), encoding: .utf8)
            else { return nil }
            return File(path: folder == "." ? path : folder + "/" + path, text: text)
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
