package import Vocabulary

/// A component's step from one state to another, as a page told it.
package struct StateChange: Sendable, Hashable {
    /// Nil when the page did not say what it was before.
    package var from: ComponentState?
    package var to: ComponentState

    package init(from: ComponentState?, to: ComponentState) {
        self.from = from
        self.to = to
    }
}

extension ComponentState {
    /// From what hurts least to what hurts most. Unknown stands above maintenance, so that it never passes as health.
    private var harm: Int {
        switch self {
        case .operational: 0
        case .maintenance: 1
        case .unknown: 2
        case .degraded: 3
        case .partialOutage: 4
        case .majorOutage: 5
        }
    }

    package static func worst(_ states: some Sequence<ComponentState>) -> ComponentState? {
        states.max { $0.harm < $1.harm }
    }

    /// The worst state that a component was moved to, for ``AssessedSeverity/Evidence``. Pages repeat states with every
    /// update: what says the same before and after moved nothing. Nil when nothing moved.
    package static func worst(of changes: some Sequence<StateChange>) -> ComponentState? {
        worst(changes.lazy.filter { $0.from != $0.to }.map(\.to))
    }
}
