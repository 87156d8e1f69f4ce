package import Journal
package import Judging
internal import Vocabulary

/// What the documents say of the time before this start.
package struct LookoutMemory: Sendable {
    package var open: [WatchedCase] = []
    /// Closed cases, latest last.
    package var history: [WatchedCase] = []
    package var lastNumber = CaseNumber(0)
    package var targets: [String: WatchedTarget] = [:]

    package init() {}

    package init(_ reading: WatchReading) throws(JournalError) {
        open = try reading.openCases()
        let latest = try reading.cases(limit: CaseBook.historyMost)
        lastNumber = latest.first?.number ?? CaseNumber(0)
        history = latest.filter(\.isOver).reversed()
        var after: String?
        while true {
            let page = try reading.targets(after: after, limit: 1_000)
            for target in page { targets[target.name] = target }
            guard let last = page.last, page.count == 1_000 else { break }
            after = last.name
        }
    }
}
