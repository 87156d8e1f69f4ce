package import Judging
package import Vocabulary

/// Everything that is to be watched, from where, and what it leads through.
package struct WatchDeclaration: Sendable, Hashable {
    package static let vantagesMost = Plan.vantagesMost
    package static let partsMost = Plan.partsMost
    package static let componentsMost = 500
    package static let pathsMost = 200
    package static let probesMost = 500
    package static let targetsMost = Plan.targetsMost

    package var vantages: [Vantage]
    package var components: [WatchedComponent]
    /// What can break. A part that no probe leads through is named by `vigie check`.
    package var parts: [Part]
    package var paths: [WatchPath]
    package var probes: [ProbeDeclaration]
    /// How long what is good again is watched before its case is closed; nil: as the rules of judging have it.
    package var monitoring: TimeSpan?

    package init(
        vantages: [Vantage] = [], components: [WatchedComponent] = [], parts: [Part] = [], paths: [WatchPath] = [],
        probes: [ProbeDeclaration] = []
    ) {
        self.vantages = vantages
        self.components = components
        self.parts = parts
        self.paths = paths
        self.probes = probes
    }
}
