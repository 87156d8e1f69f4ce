internal import CMachine
internal import Glibc

/// Threads of our own for calls that block (a database, a file to sync), so that they never hold up the threads on
/// which Swift runs async code.
///
/// Messages wait in one bounded mailbox; each thread takes as many as are there, up to a bound, and handles them
/// together. That is what lets a database commit many waiting commands at once.
package final class BlockingThread<Message: Sendable>: Sendable {
    package enum Acceptance: Sendable {
        case accepted
        /// The mailbox is full: the threads are behind.
        case full
        /// `stop` was called.
        case stopped
    }

    private let mailbox: BlockingMailbox<Message>

    /// Starts `count` threads that share one mailbox.
    ///
    /// `handle` gets the number of its thread, from zero, so that a thread can keep a resource to itself; `ended` is
    /// the place to give that resource back.
    package init(
        name: String, count: Int = 1, capacity: Int, batchMost: Int = 1,
        ended: @escaping @Sendable (Int) -> Void = { _ in },
        handle: @escaping @Sendable (Int, [Message]) -> Void
    ) {
        precondition(count > 0 && capacity > 0 && batchMost > 0, "threads, capacity and batches are at least one")
        let mailbox = BlockingMailbox<Message>(threads: count, capacity: capacity, batchMost: batchMost)
        self.mailbox = mailbox
        for number in 0..<count {
            // Debuggers and `top -H` show at most fifteen bytes of a thread's name.
            spawn(name: String("\(name)\(count > 1 ? "-\(number)" : "")".prefix(15))) {
                while let batch = mailbox.take() { handle(number, batch) }
                ended(number)
                mailbox.threadEnded()
            }
        }
    }

    /// Puts a message into the mailbox, or says why not.
    ///
    /// Never waits.
    package func send(_ message: Message) -> Acceptance { mailbox.put(message) }

    /// Refuses new messages, lets the threads finish what they accepted, and returns when they have ended.
    package func stop() async {
        await withCheckedContinuation { continuation in
            mailbox.stop { continuation.resume() }
        }
    }
}

/// Work for threads that run closures on something of their own, such as a database connection.
package typealias BlockingWork<Resource> = @Sendable (Resource) -> Void

extension BlockingThread {
    /// Runs `work` on one of the threads and gives back what it returns or throws.
    ///
    /// When the mailbox does not take it, throws what `refusal` makes of the reason.
    package func run<Resource, Value: Sendable, Failure: Error>(
        orElse refusal: (Acceptance) -> Failure, _ work: @escaping @Sendable (Resource) throws(Failure) -> Value
    ) async throws(Failure) -> Value where Message == BlockingWork<Resource> {
        let outcome: Result<Value, Failure> = await withCheckedContinuation { continuation in
            // Resumed exactly once: by the thread, or here when the mailbox did not take the message.
            let acceptance = send { resource in
                do throws(Failure) {
                    continuation.resume(returning: .success(try work(resource)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            guard case .accepted = acceptance else {
                return continuation.resume(returning: .failure(refusal(acceptance)))
            }
        }
        return try outcome.get()
    }
}

/// The mailbox behind ``BlockingThread``: a ring under a mutex, and a condition on which idle threads sleep.
///
/// `@unchecked Sendable`: every stored `var` is read and changed only while `lock` is held. `@safe`: the two pointers
/// are allocated with the object, freed with it, and never leave it.
@safe private final class BlockingMailbox<Message: Sendable>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private let batchMost: Int

    private var messages: [Message] = []
    private var sleeping = 0
    private var living: Int
    private var stopping = false
    private var whenEnded: [@Sendable () -> Void] = []

    init(threads: Int, capacity: Int, batchMost: Int) {
        self.capacity = capacity
        self.batchMost = batchMost
        living = threads
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(filled, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(filled)
        unsafe pthread_mutex_destroy(lock)
        unsafe filled.deallocate()
        unsafe lock.deallocate()
    }

    func put(_ message: Message) -> BlockingThread<Message>.Acceptance {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        if stopping { return .stopped }
        if messages.count >= capacity { return .full }
        messages.append(message)
        if sleeping > 0 { unsafe pthread_cond_signal(filled) }
        return .accepted
    }

    /// The next messages, as soon as there are any; nil when the mailbox is stopped and empty.
    func take() -> [Message]? {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while messages.isEmpty {
            if stopping { return nil }
            sleeping += 1
            unsafe pthread_cond_wait(filled, lock)
            sleeping -= 1
        }
        if messages.count <= batchMost {
            var batch: [Message] = []
            swap(&batch, &messages)
            return batch
        }
        let batch = Array(messages.prefix(batchMost))
        messages.removeFirst(batchMost)
        return batch
    }

    func stop(_ ended: @escaping @Sendable () -> Void) {
        unsafe pthread_mutex_lock(lock)
        stopping = true
        let over = living == 0
        if !over { whenEnded.append(ended) }
        unsafe pthread_cond_broadcast(filled)
        unsafe pthread_mutex_unlock(lock)
        if over { ended() }
    }

    func threadEnded() {
        unsafe pthread_mutex_lock(lock)
        living -= 1
        var ended: [@Sendable () -> Void] = []
        if living == 0 { swap(&ended, &whenEnded) }
        unsafe pthread_mutex_unlock(lock)
        for tell in ended { tell() }
    }
}

/// A closure on its way into a new thread.
private final class ThreadBody {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// Starts a detached thread.
///
/// It blocks every signal, so that signals go to the threads that expect them.
private func spawn(name: String, _ body: @escaping @Sendable () -> Void) {
    let argument = unsafe Unmanaged.passRetained(ThreadBody(name: name, body: body)).toOpaque()
    var all = sigset_t()
    var before = sigset_t()
    var thread = pthread_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    let code = unsafe pthread_create(
        &thread, nil,
        { argument in
            guard let argument = unsafe argument else { return nil }
            let thread = unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
            unsafe cmachine_name_thread(thread.name)
            thread.body()
            return nil
        }, argument)
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    precondition(code == 0, "the system refuses another thread (error \(code)); raise the limit of processes")
    pthread_detach(thread)
}
