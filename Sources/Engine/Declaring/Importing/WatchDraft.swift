internal import Settings
internal import Watching

/// A file `watch.yaml` that is being made from somebody else's configuration.
package struct WatchDraft: Sendable {
    /// Something that could not be taken over, and why.
    package struct Left: Sendable, Hashable {
        package var what: String
        package var why: String
    }

    package private(set) var left: [Left] = []
    package var probeCount: Int { probes.count }

    private let origin: String
    private var components: [String] = []
    private var parts: [String] = []
    private var probes: [DraftEntry] = []
    private var names: Set<String> = []
    private static let leftMost = 2_000

    init(origin: String) { self.origin = origin }

    mutating func leave(_ what: String, _ why: String) {
        guard left.count < Self.leftMost else { return }
        left.append(Left(what: SettingsDiagnostic.shown(what), why: why))
    }

    /// A name that was not given before: small letters, digits, hyphens.
    mutating func name(_ text: String) -> String {
        let slug = Self.slug(text)
        var name = slug
        var count = 1
        while !names.insert(name).inserted {
            count += 1
            name = "\(slug.prefix(58))-\(count)"
        }
        return name
    }

    static func slug(_ text: String) -> String {
        var slug = ""
        for byte in text.lowercased().utf8.prefix(300) where slug.utf8.count < 60 {
            switch byte {
            case 0x30...0x39, 0x61...0x7A: slug.unicodeScalars.append(Unicode.Scalar(byte))
            default: if !slug.isEmpty, !slug.hasSuffix("-") { slug += "-" }
            }
        }
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug.isEmpty ? "probe" : slug
    }

    /// The part that a host is taken for; nil when there are too many.
    mutating func part(_ host: String) -> String? {
        let name = Self.slug(host)
        if parts.contains(name) { return name }
        guard parts.count < WatchDeclaration.partsMost else { return nil }
        parts.append(name)
        return name
    }

    mutating func component(_ text: String) -> String? {
        let name = Self.slug(text)
        if components.contains(name) { return name }
        guard components.count < WatchDeclaration.componentsMost else { return nil }
        components.append(name)
        return name
    }

    mutating func add(_ probe: DraftEntry, from what: String) {
        guard probes.count < WatchDeclaration.probesMost else {
            return leave(what, "one file declares at most \(WatchDeclaration.probesMost) probes")
        }
        guard probe.isPlain else { return leave(what, "it holds a control character or a text that is too long") }
        probes.append(probe)
    }

    /// The file. It reads back without a fault, which tests hold.
    package var text: String {
        var text = """
            # Made by `vigie import \(origin)`. What could not be taken was listed then.
            # Hosts are taken for parts; say what they are, add paths to ask each address and instance apart, and look at
            # what `vigie check` says about the rest. All fields: docs/watch-file.md.
            vantages:
              - name: here


            """
        if !components.isEmpty {
            text += "components:\n" + components.map { "  - name: \(DraftValue.text($0).written)\n" }.joined() + "\n"
        }
        if !parts.isEmpty {
            text +=
                "parts:\n" + parts.map { "  - name: \(DraftValue.text($0).written)\n    kind: instance\n" }.joined()
                + "\n"
        }
        text += probes.isEmpty ? "probes: []\n" : "probes:\n" + probes.map { $0.lines.joined() }.joined()
        return text
    }
}

/// One entry of a list as it will be written.
struct DraftEntry: Sendable {
    var fields: [(name: String, value: DraftValue)] = []

    mutating func set(_ name: String, _ value: DraftValue?) {
        guard let value, !fields.contains(where: { $0.name == name }) else { return }
        if case .list(let texts) = value {
            // A value that comes twice is refused when the file is read.
            var seen: Set<String> = []
            fields.append((name, .list(texts.filter { seen.insert($0).inserted })))
        } else {
            fields.append((name, value))
        }
    }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    var isPlain: Bool { fields.allSatisfy { $0.value.isPlain } }

    var lines: [String] {
        fields.enumerated().flatMap { index, field in
            let head = index == 0 ? "  - " : "    "
            guard case .entries(let entries) = field.value else {
                return ["\(head)\(field.name): \(field.value.written)\n"]
            }
            return ["\(head)\(field.name):\n"] + entries.flatMap { $0.lines.map { "    " + $0 } }
        }
    }
}

indirect enum DraftValue: Sendable {
    case text(String)
    /// Numbers, durations, truth values.
    case plain(String)
    case list([String])
    case entries([DraftEntry])

    var isPlain: Bool {
        switch self {
        case .text(let text), .plain(let text):
            (1...4_000).contains(text.utf8.count)
                && !text.unicodeScalars.contains {
                    $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || [0x2028, 0x2029, 0xFEFF].contains($0.value)
                }
        case .list(let texts): texts.allSatisfy { DraftValue.text($0).isPlain }
        case .entries(let entries): entries.allSatisfy(\.isPlain)
        }
    }

    var written: String {
        switch self {
        case .plain(let text): text
        case .text(let text):
            "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        case .list(let texts): "[" + texts.map { DraftValue.text($0).written }.joined(separator: ", ") + "]"
        case .entries: ""
        }
    }
}
