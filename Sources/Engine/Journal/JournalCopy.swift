/// Moves a whole journal into an empty store: `vigie copy`, and backups that cross from one kind of store to another.
///
/// Entries keep their places and hashes, and each is checked against the chain on its way. The source may go on being
/// written: the copy is the journal as it was when the copy began.
package struct JournalCopy: Sendable {
    private static let pageRecords = 500

    private let source: any JournalTransfer
    private let target: any JournalTransfer
    private let projections: [ProjectionName]

    /// `projections` are those the target was opened with; they are made anew from the copied entries.
    package init(from source: any JournalTransfer, to target: any JournalTransfer, projections: [ProjectionName]) {
        self.source = source
        self.target = target
        self.projections = projections
    }

    package enum Stage: String, Sendable {
        case entries
        case commands
        case archive
        case projections
    }

    /// How far a stage is.
    ///
    /// `total` is nil where counting would cost as much as copying.
    package struct Progress: Sendable, Equatable {
        package var stage: Stage
        package var done: Int64
        package var total: Int64?
    }

    package struct Report: Sendable, Equatable {
        package var head = Chain.empty
        package var commands: Int64 = 0
        package var archived: Int64 = 0
    }

    /// Copies everything.
    ///
    /// When it throws, the target is incomplete: delete it and start again.
    package func run(
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws(JournalError) -> Report {
        try await refuseUnlessEmpty()
        let end = try await source.head()
        var report = Report()
        report.head = try await copyEntries(to: end, progress: progress)
        report.commands = try await copyCommands(to: end.position, progress: progress)
        report.archived = try await copyArchive(progress: progress)
        guard try await target.head() == end else {
            throw JournalError(.failed, "the copy does not end where the source did; delete it and start again")
        }
        if !projections.isEmpty {
            try await target.rebuild(projections) { done, total in
                progress(Progress(stage: .projections, done: done.rawValue, total: total.rawValue))
            }
        }
        return report
    }

    private func refuseUnlessEmpty() async throws(JournalError) {
        let head = try await target.head()
        let commands = try await target.commands(after: nil, limit: 1)
        let archived = try await target.archivedDigests(after: nil, limit: 1)
        guard head == .empty, commands.isEmpty, archived.isEmpty else {
            throw JournalError(
                .refused, "the target already holds a journal of \(head.position.rawValue) entries; give an empty one")
        }
    }

    private func copyEntries(to end: Chain, progress: (Progress) -> Void) async throws(JournalError) -> Chain {
        var walk = JournalWalk(projections: [], pictureAt: nil)
        while walk.chain.position < end.position {
            let page = try await source.entries(after: walk.chain.position, limit: Self.pageRecords)
                .filter { $0.position <= end.position }
            guard !page.isEmpty else {
                throw JournalError(
                    .corrupt, "the source's entry \(walk.chain.position.next.rawValue) is missing; verify the source")
            }
            for entry in page {
                if let problem = walk.take(entry) { throw JournalError(.corrupt, "the source's \(problem)") }
            }
            try await target.importEntries(page)
            progress(Progress(stage: .entries, done: walk.chain.position.rawValue, total: end.position.rawValue))
        }
        guard walk.chain == end else {
            throw JournalError(
                .corrupt, "the source's entry \(end.position.rawValue) is not its recorded end; verify the source")
        }
        return walk.chain
    }

    private func copyCommands(
        to end: Position, progress: (Progress) -> Void
    ) async throws(JournalError) -> Int64 {
        var copied: Int64 = 0
        var after: IdempotencyKey?
        while true {
            let page = try await source.commands(after: after, limit: Self.pageRecords)
            guard let last = page.last else { return copied }
            // Commands of entries behind the end of this copy are left out with their entries.
            let within = page.filter { $0.receipt.last <= end }
            if !within.isEmpty { try await target.importCommands(within) }
            copied += Int64(within.count)
            after = last.key
            progress(Progress(stage: .commands, done: copied, total: nil))
        }
    }

    private func copyArchive(progress: (Progress) -> Void) async throws(JournalError) -> Int64 {
        var copied: Int64 = 0
        var page = try await source.archivedDigests(after: nil, limit: Self.pageRecords)
        while let last = page.last {
            for digest in page {
                guard let bytes = try await source.captured(digest) else {
                    throw JournalError(.corrupt, "the source's archive lists \(digest) but does not hold it")
                }
                _ = try await target.keep(bytes)
                copied += 1
            }
            progress(Progress(stage: .archive, done: copied, total: nil))
            page = try await source.archivedDigests(after: last, limit: Self.pageRecords)
        }
        return copied
    }
}
