package import Telemetry

/// Something that a role needs for its work, asked again and again: the database, a server of the provider.
package struct RoleCheck: Sendable {
    package let name: String
    /// Nil when it is in order, else one sentence for an operator. It ends by itself in bounded time.
    package let problem: @Sendable () async -> String?
    /// False for what a person must look at while the role goes on.
    package let holdsBack: Bool

    package init(_ name: String, holdsBack: Bool = true, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.holdsBack = holdsBack
        self.problem = problem
    }
}

/// Asks the checks and keeps what they said, so that whoever asks for the health is answered at once.
package final class RoleChecks: Sendable {
    package let health = HealthRegistry()
    private let checks: [(check: RoleCheck, state: HealthCheck)]
    private let service: HealthCheck

    package init(_ checks: [RoleCheck]) {
        let health = health
        service = health.check("service")
        self.checks = checks.map { ($0, health.check($0.name, holdsBack: $0.holdsBack)) }
    }

    /// The role takes work from now on.
    package func serving() { service.ready() }

    /// It finishes what it has and takes no more: load balancers shall go elsewhere.
    package func draining() { service.notReady("is being stopped and takes nothing new") }

    /// Asks each check once, side by side.
    package func ask() async {
        await withTaskGroup { group in
            for (check, state) in checks {
                group.addTask {
                    if let problem = await check.problem() { state.notReady(problem) } else { state.ready() }
                }
            }
        }
    }
}
