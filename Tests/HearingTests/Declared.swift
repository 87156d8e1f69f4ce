import ConfigurationYAML
import Declaring
import Settings
import Testing
import Watching

/// A watch file as people write it, through the real readers.
enum Declared {
    static func matrix(_ text: String) throws -> Matrix {
        let node = try #require(try ConfigurationYAML.read(Array(text.utf8), file: "watch.yaml"))
        let surroundings = SettingsSurroundings(
            variable: { _ in nil }, file: { _ in .failure("no such file") }, isKnownZone: { _ in true })
        return try WatchFile(node, file: "watch.yaml", in: surroundings).matrix
    }
}
