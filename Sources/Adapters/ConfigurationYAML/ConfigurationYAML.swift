// ConfigurationYAML: vigie.yaml through libyaml into the tree that Settings checks.
//
// This file turns events into nodes and refuses what a configuration does not need (anchors, aliases, tags, a second
// document, a key twice). `YAMLEvents.swift` is the only file that touches libyaml's pointers, `YAMLExcerpt.swift` shows
// a line of the file in an error. May import: Settings, CYAML.

package import Settings

/// Reads a configuration file's bytes.
package enum ConfigurationYAML {
    static let bytesMax = 1 << 20
    static let nodesMax = 20_000
    static let depthMax = 16
    static let scalarBytesMax = 64 * 1024

    /// The document's tree; nil when the file holds nothing but comments.
    ///
    /// Aliases are refused, so no document can grow beyond its own bytes.
    package static func read(_ bytes: [UInt8], file: String) throws(SettingsFailure) -> SettingsNode? {
        guard bytes.count <= bytesMax else {
            throw SettingsFailure([
                SettingsDiagnostic(
                    source: file, message: "the file has \(bytes.count) bytes; at most \(bytesMax) are accepted")
            ])
        }
        var builder = YAMLTreeBuilder(events: YAMLEvents(bytes), file: file, excerpt: YAMLExcerpt(bytes))
        return try builder.document()
    }
}

private struct YAMLTreeBuilder {
    let events: YAMLEvents
    let file: String
    let excerpt: YAMLExcerpt
    private var nodes = 0
    private var duplicates: [SettingsDiagnostic] = []

    init(events: YAMLEvents, file: String, excerpt: YAMLExcerpt) {
        self.events = events
        self.file = file
        self.excerpt = excerpt
    }

    mutating func document() throws(SettingsFailure) -> SettingsNode? {
        var root: SettingsNode?
        var documents = 0
        while true {
            let event = try next()
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd:
                if !duplicates.isEmpty { throw SettingsFailure(duplicates) }
                return root
            case .documentStart:
                documents += 1
                if documents > 1 {
                    throw failure(event.place, "expected one document, found a second", "remove the line ---")
                }
            default: root = try node(event, depth: 0)
            }
        }
    }

    private mutating func next() throws(SettingsFailure) -> YAMLEvents.Event {
        do throws(YAMLEvents.Failure) {
            return try events.next()
        } catch {
            let place = error.place ?? excerpt.place(ofByte: error.offset ?? 0)
            throw failure(place, error.message, excerpt.hint(at: place))
        }
    }

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws(SettingsFailure) -> SettingsNode {
        nodes += 1
        guard nodes <= ConfigurationYAML.nodesMax else {
            throw failure(event.place, "the file has more than \(ConfigurationYAML.nodesMax) values", nil)
        }
        guard depth <= ConfigurationYAML.depthMax else {
            throw failure(
                event.place, "values are inside one another more than \(ConfigurationYAML.depthMax) times", nil)
        }
        if event.hasAnchor || event.kind == .alias {
            throw failure(
                event.place, "anchors (&name) and aliases (*name) are not accepted",
                "write the value out, or put a text that starts with & or * in quotes")
        }
        if event.hasTag {
            throw failure(
                event.place, "tags (!name) are not accepted",
                "a text that starts with ! or looks like a number needs quotes")
        }
        switch event.kind {
        case .scalar: return SettingsNode(try scalar(event), at: event.place)
        case .sequenceStart: return SettingsNode(.sequence(try sequence(depth: depth)), at: event.place)
        case .mappingStart: return SettingsNode(.mapping(try mapping(depth: depth)), at: event.place)
        default: throw failure(event.place, "expected a value", nil)
        }
    }

    private func scalar(_ event: YAMLEvents.Event) throws(SettingsFailure) -> SettingsNode.Kind {
        guard event.bytes.count <= ConfigurationYAML.scalarBytesMax else {
            throw failure(event.place, "a value has more than \(ConfigurationYAML.scalarBytesMax) bytes", nil)
        }
        // libyaml has checked the UTF-8 of the whole stream.
        let text = String(decoding: event.bytes, as: UTF8.self)
        if !event.isQuoted, ["", "~", "null", "Null", "NULL"].contains(text) { return .null }
        return .scalar(text, isQuoted: event.isQuoted)
    }

    private mutating func sequence(depth: Int) throws(SettingsFailure) -> [SettingsNode] {
        var elements: [SettingsNode] = []
        while true {
            let event = try next()
            if event.kind == .sequenceEnd { return elements }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(SettingsFailure) -> [SettingsNode.Member] {
        var members: [SettingsNode.Member] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try next()
            if event.kind == .mappingEnd { return members }
            let key = try node(event, depth: depth + 1)
            let name: String
            switch key.kind {
            case .scalar(let text, _): name = text
            case .null: name = "null"
            default:
                throw failure(event.place, "expected the name of a key", "a name is a single word before the colon")
            }
            let value = try node(try next(), depth: depth + 1)
            if let line = lines[name] {
                duplicates.append(
                    SettingsDiagnostic(
                        source: file, place: key.place, message: "this key was set before, in line \(line); keep one",
                        found: name))
                if duplicates.count >= 100 { throw SettingsFailure(duplicates) }
            } else {
                lines[name] = key.place.line
                members.append(SettingsNode.Member(name: name, place: key.place, node: value))
            }
        }
    }

    private func failure(_ place: SettingsNode.Place, _ message: String, _ hint: String?) -> SettingsFailure {
        SettingsFailure(
            duplicates + [
                SettingsDiagnostic(
                    source: file, place: place, message: message, hint: hint, excerpt: excerpt.lines(at: place))
            ])
    }
}
