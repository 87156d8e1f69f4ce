/// Another file than `vigie.yaml`, checked against keys of its own by the same rules and in the same words.
package struct SettingsDocument: Sendable {
    package let file: String
    /// The whole file as one group of keys; those that nobody wrote have their default or are missing.
    package let root: SettingRecordValue
    private let node: SettingsNode

    /// Everything that is wrong is said at once.
    package init(
        _ node: SettingsNode, file: String, shape: SettingRecord, in surroundings: SettingsSurroundings
    ) throws(SettingsFailure) {
        guard case .mapping = node.kind else {
            throw SettingsFailure([
                SettingsDiagnostic(
                    source: file, place: node.place, message: "expected keys and values, found \(node.kindName)",
                    hint: "known keys: " + shape.fields.map(\.key.name).joined(separator: ", "))
            ])
        }
        var check = SettingsCheck(file: file, surroundings: surroundings)
        let root = check.record(shape, "", node, file)
        guard let root, check.diagnostics.isEmpty else { throw SettingsFailure(check.diagnostics) }
        self.file = file
        self.root = root
        self.node = node
    }

    package enum Step: Sendable, Hashable {
        case key(String)
        case element(Int)
    }

    /// What is wrong between values, at the place of one of them. The nearest place above is taken when it is not there.
    package func diagnostic(
        at steps: [Step], _ message: String, found: String? = nil, hint: String? = nil
    ) -> SettingsDiagnostic {
        var here = node
        var place = node.place
        var name = ""
        for step in steps {
            switch step {
            case .key(let key):
                name += name.isEmpty ? key : "." + key
                guard case .mapping(let members) = here.kind, let member = members.first(where: { $0.name == key })
                else { continue }
                here = member.node
                place = member.place
            case .element(let index):
                name += "[\(index)]"
                guard case .sequence(let nodes) = here.kind, nodes.indices.contains(index) else { continue }
                here = nodes[index]
                place = here.place
            }
        }
        return SettingsDiagnostic(source: file, place: place, key: name, message: message, found: found, hint: hint)
    }
}
