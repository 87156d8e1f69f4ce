internal import Bytes
internal import Incidents
package import Journal
internal import Synchronization
package import Vocabulary

/// Has long work done in the background, one at a time, and knows how far it is. What it knows is in memory: a program that
/// is stopped in between leaves what was recorded, and the same order again goes on from there.
package final class MovingDesk: Sendable {
    package typealias Report = @Sendable (MovingJob.Step, Int, Int?) -> Void
    package typealias Work =
        @Sendable (MovingOrder, Actor, @escaping Report) async throws(MovingRefusal) -> MovingOutcome

    /// The latest that are remembered, with the keys under which they were ordered.
    package static let jobsMost = 10

    private struct State {
        var jobs: [MovingJob] = []
        var keys: [(key: IdempotencyKey, mark: SHA256Digest, job: Int)] = []
        var count = 0
        var task: Task<Void, Never>?
    }

    /// Whether the configuration names a folder to export into.
    package let canExport: Bool
    private let store: any JournalStore
    private let now: @Sendable () -> Instant
    private let work: Work
    private let state = Mutex(State())

    package init(
        store: any JournalStore, canExport: Bool, now: @escaping @Sendable () -> Instant, work: @escaping Work
    ) {
        self.store = store
        self.canExport = canExport
        self.now = now
        self.work = work
    }

    /// The latest first.
    package var jobs: [MovingJob] { state.withLock { $0.jobs.reversed() } }

    /// Begins what was ordered, and returns at once. Under the same key it is begun once.
    package func start(
        _ order: MovingOrder, by actor: Actor, key: IdempotencyKey? = nil
    ) async throws(MovingRefusal) -> MovingJob {
        let mark = order.mark
        if let job = try known(key, mark) { return job }
        try await check(order)
        let begun: Result<MovingJob, MovingRefusal> = state.withLock { state in
            // Somebody else may have been faster since.
            if let again = state.keys.first(where: { $0.key == key }), again.mark == mark,
                let job = state.jobs.first(where: { $0.id == again.job })
            {
                return .success(job)
            }
            guard state.jobs.last?.isRunning != true else { return .failure(MovingRefusal(.busy)) }
            state.count += 1
            let job = MovingJob(
                id: state.count, kind: order.kind, subject: order.subject, startedBy: actor, startedAt: now(),
                state: .running(order.kind == .export ? .writing : .reading, done: 0, all: nil))
            state.jobs = state.jobs.suffix(Self.jobsMost - 1) + [job]
            if let key { state.keys = state.keys.suffix(Self.jobsMost - 1) + [(key, mark, job.id)] }
            state.task = Task { await self.run(order, job, actor) }
            return .success(job)
        }
        return try begun.get()
    }

    /// Ends what goes on, and waits for it.
    package func stop() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    private func known(_ key: IdempotencyKey?, _ mark: SHA256Digest) throws(MovingRefusal) -> MovingJob? {
        guard let key else { return nil }
        let found = state.withLock { state in
            state.keys.first { $0.key == key }.map { known in
                (known.mark, state.jobs.first { $0.id == known.job })
            }
        }
        guard let found else { return nil }
        guard found.0 == mark else { throw MovingRefusal(.keyReused) }
        return found.1
    }

    /// What is wrong with an order before anything is done.
    private func check(_ order: MovingOrder) async throws(MovingRefusal) {
        if order == .export, !canExport { throw MovingRefusal(.noFolder) }
        guard let (id, language) = order.brand else { return }
        let brand: Brand?
        do throws(JournalError) {
            brand = try await store.read { documents throws(JournalError) in
                let site = try Site(catalogueOf: documents)
                let ours = Set(site.providers.filter(\.isOurs).map(\.id))
                return site.brands.first { $0.id == id && ours.contains($0.provider) && !$0.isRetired }
            }
        } catch {
            throw MovingRefusal(.journal)
        }
        guard let brand else { throw MovingRefusal(.noBrand) }
        guard brand.languages.contains(language) else { throw MovingRefusal(.language) }
    }

    private func run(_ order: MovingOrder, _ job: MovingJob, _ actor: Actor) async {
        let id = job.id
        let end: MovingJob.State
        do throws(MovingRefusal) {
            end = .done(
                try await work(order, actor) { [weak self] step, done, all in
                    self?.change(id) { job in
                        if job.isRunning { job.state = .running(step, done: done, all: all) }
                    }
                })
        } catch {
            end = .failed(error)
        }
        let now = now()
        change(id) { job in
            job.state = end
            job.endedAt = now
        }
    }

    private func change(_ id: Int, _ change: (inout MovingJob) -> Void) {
        state.withLock { state in
            guard let index = state.jobs.firstIndex(where: { $0.id == id }) else { return }
            change(&state.jobs[index])
        }
    }
}
