internal import Journal
package import Vocabulary

/// Turns the announcer whenever something was recorded or time is up.
package struct AnnouncingService: Sendable {
    static let restMost = TimeSpan.minutes(1)

    let announcer: Announcer
    let sleep: @Sendable (TimeSpan) async -> Void
    let report: @Sendable (String) -> Void

    package init(
        announcer: Announcer, sleep: @escaping @Sendable (TimeSpan) async -> Void,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.announcer = announcer
        self.sleep = sleep
        self.report = report
    }

    /// Works until its task is cancelled.
    package func run() async {
        var reported: Set<String> = []
        while !Task.isCancelled {
            var next = announcer.now() + Self.restMost
            var position: Position?
            do throws(JournalError) {
                // What comes while the turn is made wakes the next one.
                position = try await announcer.store.head().position
                let turn = try await announcer.turn()
                next = min(next, turn.next ?? next)
                // Said once, not once a turn.
                for problem in Set(turn.problems).subtracting(reported) { report(problem) }
                reported = Set(turn.problems)
            } catch {
                if error.code == .closed { return }
                report("cases can't be looked at: \(error.message)")
                next = announcer.now() + .seconds(5)
            }
            await rest(until: next, after: position)
        }
    }

    private func rest(until instant: Instant, after position: Position?) async {
        let span = max(instant - announcer.now(), TimeSpan(microseconds: 20_000))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sleep(span) }
            if let position { group.addTask { await wait(after: position) } }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns when something of ours or of the lookout's was recorded; results of others change nothing here.
    private func wait(after start: Position) async {
        var position = start
        while !Task.isCancelled {
            do throws(JournalError) {
                try await announcer.store.waitForEntry(after: position)
                let entries = try await announcer.store.entries(after: position, limit: 500)
                if entries.contains(where: { Self.categories.contains(String($0.stream.category)) }) { return }
                position = entries.last?.position ?? position
            } catch {
                return await sleep(.seconds(1))
            }
        }
    }

    private static let categories: Set<String> = [
        "case", "announcement", "rule", "incident", "component", "brand", "sentence",
    ]
}
