internal import Glibc

/// A bounded queue between asynchronous callers and threads that may block.
@safe final class JobQueue<Job: Sendable>: @unchecked Sendable {
    // All fields below are guarded by `lock`; the two pointers themselves never change.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let filled: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [(job: Job, weight: Int)] = []
    private var weight = 0
    private var isClosed = false
    private let countMost: Int
    private let weightMost: Int

    enum Refusal: Error {
        case full
        case closed
    }

    init(countMost: Int, weightMost: Int = .max) {
        unsafe lock = .allocate(capacity: 1)
        unsafe filled = .allocate(capacity: 1)
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(filled, nil)
        self.countMost = countMost
        self.weightMost = weightMost
    }

    deinit {
        unsafe pthread_cond_destroy(filled)
        unsafe pthread_mutex_destroy(lock)
        unsafe filled.deallocate()
        unsafe lock.deallocate()
    }

    /// Nil when the job was taken in.
    func offer(_ job: Job, weight added: Int = 1) -> Refusal? {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        if isClosed { return .closed }
        // One job heavier than the whole bound still goes through when nothing else waits.
        if jobs.count >= countMost || (!jobs.isEmpty && weight + added > weightMost) { return .full }
        jobs.append((job, added))
        weight += added
        unsafe pthread_cond_signal(filled)
        return nil
    }

    /// Waits for jobs and takes the first ones, in order; none means that the queue was closed and is empty.
    func take(countMost: Int, weightMost: Int = .max) -> [Job] {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while jobs.isEmpty && !isClosed { unsafe pthread_cond_wait(filled, lock) }
        var taken: [Job] = []
        var sum = 0
        for (job, added) in jobs.prefix(countMost) {
            if !taken.isEmpty && sum + added > weightMost { break }
            taken.append(job)
            sum += added
        }
        jobs.removeFirst(taken.count)
        weight -= sum
        return taken
    }

    /// Refuses further jobs; those inside are still handed out.
    func close() {
        unsafe pthread_mutex_lock(lock)
        isClosed = true
        unsafe pthread_cond_broadcast(filled)
        unsafe pthread_mutex_unlock(lock)
    }
}

/// A thread of its own, because libpq blocks and the shared pool of Swift's tasks must not.
enum StoreThread {
    /// Starts a detached thread that ends with `body`.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let start = ThreadStart(body: body)
        var thread = pthread_t()
        let failed = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
                start.body()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        precondition(failed == 0, "the system has no thread left")
        pthread_detach(thread)
    }

    static func sleep(_ duration: Duration) {
        let parts = duration.components
        usleep(UInt32(clamping: parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
    }
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void

    init(body: @escaping @Sendable () -> Void) { self.body = body }
}
