package import JSON
internal import Synchronization

/// What must be in order before this program wants requests, and what is not.
///
/// Parts report a change of their state themselves, so that asking costs nothing and cannot hang.
package final class HealthRegistry: Sendable {
    private let checks = Mutex<[HealthReport.Check]>([])

    package init() {}

    /// Adds a named check.
    ///
    /// It is not ready until its handle says so. One that does not hold back is shown, and changes nothing else: what a person must
    /// look at, while others are served.
    package func check(_ name: String, holdsBack: Bool = true) -> HealthCheck {
        checks.withLock { checks in
            precondition(!checks.contains { $0.name == name }, "a check has its own name")
            checks.append(
                HealthReport.Check(name: name, problem: "has not started yet", holdsBack: holdsBack))
        }
        return HealthCheck(name: name, registry: self)
    }

    package func report() -> HealthReport { HealthReport(checks: checks.withLock { $0 }) }

    fileprivate func set(_ name: String, problem: String?) {
        checks.withLock { checks in
            guard let place = checks.firstIndex(where: { $0.name == name }) else { return }
            checks[place].problem = problem.map { LogLine.visible($0, bytesMax: 500) }
        }
    }
}

/// The handle with which a part reports its own state.
package struct HealthCheck: Sendable {
    package let name: String
    fileprivate let registry: HealthRegistry

    package func ready() { registry.set(name, problem: nil) }

    /// One sentence that an operator understands; safe to show.
    package func notReady(_ sentence: String) { registry.set(name, problem: sentence) }
}

/// The answer of `/readyz`.
package struct HealthReport: Sendable, Equatable {
    package struct Check: Sendable, Equatable {
        package var name: String
        /// What is wrong, as a sentence; nil when it is ready.
        package var problem: String?
        package var holdsBack = true
    }

    package var checks: [Check]

    package var isReady: Bool { checks.allSatisfy { $0.problem == nil || !$0.holdsBack } }

    package var json: JSONValue {
        [
            "ready": .bool(isReady),
            "checks": .array(
                checks.map { check in
                    [
                        "name": .string(check.name), "ready": .bool(check.problem == nil),
                        "problem": JSONValue(check.problem),
                    ]
                }),
        ]
    }

    package var text: String {
        let head = isReady ? "ready\n" : "not ready\n"
        return head + checks.map { "\($0.name): \($0.problem ?? "ready")\n" }.joined()
    }
}
