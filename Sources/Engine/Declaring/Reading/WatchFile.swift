internal import Judging
package import Settings
internal import Vocabulary
package import Watching

/// `watch.yaml`, read: the declaration, and the matrix that it makes.
package struct WatchFile: Sendable, Equatable {
    package let declaration: WatchDeclaration
    package let matrix: Matrix

    /// Everything that is wrong is said at once, with its line.
    package init(
        _ node: SettingsNode, file: String, in surroundings: SettingsSurroundings
    ) throws(SettingsFailure) {
        let document = try SettingsDocument(node, file: file, shape: WatchSchema.file, in: surroundings)
        var reader = WatchReader(document)
        let declaration = reader.declaration()
        guard reader.diagnostics.isEmpty else { throw SettingsFailure(reader.diagnostics) }
        do throws(MatrixFault) {
            matrix = try Matrix(declaration)
        } catch {
            throw SettingsFailure([Self.diagnostic(error, document)])
        }
        self.declaration = declaration
    }

    private static func diagnostic(_ fault: MatrixFault, _ document: SettingsDocument) -> SettingsDiagnostic {
        func at(_ probe: Int, _ key: String? = nil) -> [SettingsDocument.Step] {
            [.key("probes"), .element(probe)] + (key.map { [.key($0)] } ?? [])
        }
        return switch fault {
        case .tooManyTargets: document.diagnostic(at: [.key("probes")], fault.message)
        case .emptyPath(let probe):
            document.diagnostic(
                at: at(probe), fault.message,
                hint: "write through: with the parts that must work, declared under parts:")
        case .noDestination(let probe, _, _):
            document.diagnostic(
                at: at(probe), fault.message, hint: "write to: HOST:PORT here, or address: HOST:PORT at the stop")
        case .twice(_, let probe), .unknown(let probe, _): document.diagnostic(at: at(probe), fault.message)
        case .nameTooLong(let probe, _): document.diagnostic(at: at(probe, "paths"), fault.message)
        case .plan(.noVantage):
            document.diagnostic(
                at: [.key("vantages")], fault.plan ?? fault.message, hint: "vantages: [{name: here}] is enough to begin"
            )
        case .plan: document.diagnostic(at: [], fault.message)
        }
    }
}

extension MatrixFault {
    fileprivate var plan: String? {
        if case .plan(.noVantage) = self {
            "no vantage is named: name at least one, better three on different networks"
        } else {
            nil
        }
    }
}

/// From checked fields to the words of Watching; what one field alone could not show to be wrong is found here.
struct WatchReader {
    typealias Place = [SettingsDocument.Step]

    let document: SettingsDocument
    var diagnostics: [SettingsDiagnostic] = []
    private static let diagnosticsMost = 100

    init(_ document: SettingsDocument) { self.document = document }

    mutating func report(_ place: Place, _ message: String, found: String? = nil, hint: String? = nil) {
        guard diagnostics.count < Self.diagnosticsMost else { return }
        diagnostics.append(document.diagnostic(at: place, message, found: found, hint: hint))
    }

    mutating func declaration() -> WatchDeclaration {
        let root = document.root
        let parts = root.records("parts").compactMap { record -> Part? in
            guard let name = record.text("name"), let kind = record.text("kind").flatMap(Part.Kind.init) else {
                return nil
            }
            return Part(name, kind)
        }
        let partNames = Names("part", "parts", parts.map(\.name))
        var declaration = WatchDeclaration(parts: parts)
        for (index, record) in root.records("vantages").enumerated() {
            let at: Place = [.key("vantages"), .element(index)]
            var vantage = Vantage(record.text("name") ?? "")
            for (number, text) in record.texts("anchors").enumerated() {
                guard let anchor = Destination(text) else {
                    report(
                        at + [.key("anchors"), .element(number)], "expected HOST:PORT or a URL", found: text,
                        hint: "such as 192.0.2.53:53 or https://one.example.com/")
                    continue
                }
                vantage.anchors.append(anchor)
            }
            declaration.vantages.append(vantage)
        }
        declaration.monitoring = root.span("monitoring")
        declaration.components = root.records("components").map { Self.component($0) }
        for (index, record) in root.records("paths").enumerated() {
            if let path = path(record, [.key("paths"), .element(index)], partNames) { declaration.paths.append(path) }
        }
        let names = ProbeNames(
            vantages: Names("vantage", "vantages", declaration.vantages.map(\.name)),
            components: Names("component", "components", declaration.components.map(\.name)),
            parts: partNames,
            // A path that is wrong has been reported, and is no unknown name.
            paths: Names("path", "paths", root.records("paths").compactMap { $0.text("name") }))
        for (index, record) in root.records("probes").enumerated() {
            if let probe = probe(record, [.key("probes"), .element(index)], names) { declaration.probes.append(probe) }
        }
        return declaration
    }

    private static func component(_ record: SettingRecordValue) -> WatchedComponent {
        WatchedComponent(
            record.text("name") ?? "", channel: record.text("channel").flatMap(Channel.init),
            severity: record.text("severity").flatMap(Severity.init) ?? .major,
            partialSeverity: record.text("partial_severity").flatMap(Severity.init) ?? .minor,
            telling: record.text("publish").flatMap(WatchedComponent.Telling.init) ?? .draft,
            grace: record.span("grace") ?? .seconds(30),
            recovery: record.text("recovery").flatMap(WatchedComponent.Recovery.init) ?? .draft)
    }

    // MARK: Names that lead elsewhere in the file

    struct Names {
        let noun: String
        let key: String
        let all: [String]
        private let known: Set<String>

        init(_ noun: String, _ key: String, _ all: [String]) {
            self.noun = noun
            self.key = key
            self.all = all
            known = Set(all)
        }

        func contains(_ name: String) -> Bool { known.contains(name) }
    }

    struct ProbeNames {
        let vantages: Names
        let components: Names
        let parts: Names
        let paths: Names
    }

    mutating func check(_ texts: [String], _ place: Place, _ names: Names) {
        for (index, text) in texts.enumerated() where !names.contains(text) {
            unknown(text, place + [.element(index)], names)
        }
    }

    mutating func unknown(_ text: String, _ place: Place, _ names: Names) {
        let near = NearestWord.to(text, among: names.all)
        let known =
            names.all.isEmpty
            ? "declare it under \(names.key):"
            : "declare it under \(names.key):, or use one of "
                + names.all.prefix(12).joined(separator: ", ") + (names.all.count > 12 ? ", …" : "")
        report(
            place, "there is no \(names.noun) of this name", found: text,
            hint: near.map { "did you mean \($0)?" } ?? known)
    }

    // MARK: Paths

    private mutating func path(_ record: SettingRecordValue, _ at: Place, _ parts: Names) -> WatchPath? {
        let stops = record.records("stops")
        let legs = record.records("legs")
        guard stops.isEmpty != legs.isEmpty else {
            report(
                at, stops.isEmpty ? "the path has no stops" : "a path has either stops or legs",
                hint: "stops: [{name: balancer-1, address: 192.0.2.10}]")
            return nil
        }
        var rows: [[Stop]] = []
        if legs.isEmpty {
            rows = [stops.enumerated().map { stop($1, at + [.key("stops"), .element($0)], parts) }]
        } else {
            for (index, leg) in legs.enumerated() {
                rows.append(
                    leg.records("stops").enumerated().map {
                        stop($1, at + [.key("legs"), .element(index), .key("stops"), .element($0)], parts)
                    })
            }
        }
        guard let name = record.text("name"), let kind = record.text("kind").flatMap(WatchPath.Kind.init) else {
            return nil
        }
        return WatchPath(name, kind, isOnDemand: record.flag("on_demand"), legs: rows)
    }

    private mutating func stop(_ record: SettingRecordValue, _ at: Place, _ parts: Names) -> Stop {
        var stop = Stop(record.text("name") ?? "", host: record.text("host"))
        if let text = record.text("address") {
            stop.address = Destination(text)
            if stop.address == nil || stop.address?.scheme != nil {
                report(
                    at + [.key("address")], "expected HOST, HOST:PORT or [ADDRESS]:PORT", found: text,
                    hint: text.contains("://") ? "scheme and path are those of the probe's to:" : nil)
            }
        }
        stop.headers = headers(record, at)
        stop.through = record.texts("through")
        stop.pool = record.texts("pool")
        check(stop.through, at + [.key("through")], parts)
        check(stop.pool, at + [.key("pool")], parts)
        if record.values["through"] == nil, parts.contains(stop.name) { stop.through = [stop.name] }
        return stop
    }

    mutating func headers(_ record: SettingRecordValue, _ at: Place) -> [HeaderField] {
        var fields: [HeaderField] = []
        for (index, text) in record.texts("headers").enumerated() {
            guard let field = HeaderField(text) else {
                // The value may be a secret.
                report(at + [.key("headers"), .element(index)], "expected a header field as NAME: VALUE")
                continue
            }
            fields.append(field)
        }
        return fields
    }
}

extension SettingRecordValue {
    func span(_ name: String) -> TimeSpan? {
        duration(name).map { duration in
            let (seconds, attoseconds) = duration.components
            return TimeSpan(microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        }
    }
}
