package import Vocabulary
package import Watching

/// What follows for each component, by its name in the catalogue.
package struct AnnouncingPolicy: Sendable, Hashable {
    package private(set) var components: [String: WatchedComponent]

    package init(_ components: [WatchedComponent]) {
        self.components = Dictionary(components.map { ($0.name, $0) }) { first, _ in first }
    }

    package subscript(component: String) -> WatchedComponent? { components[component] }

    /// How bad it is when it is ill in this way.
    func severity(of component: String, _ standing: SeenSymptom.Standing) -> Severity {
        guard let declared = components[component] else { return standing == .down ? .major : .minor }
        return standing == .down ? declared.severity : declared.partialSeverity
    }

    /// How bad a case is for the people who are called.
    package func severity(of symptoms: [SeenSymptom]) -> Severity {
        symptoms.map { severity(of: $0.component ?? "", $0.standing) }.max() ?? .unknown
    }
}
