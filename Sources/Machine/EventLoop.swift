internal import CMachine
internal import Glibc
internal import Synchronization

/// One thread, one epoll, one mailbox: file descriptors, timers and Swift tasks take turns on it and nothing here needs
/// a lock.
///
/// It serves as executor for tasks (`Task(executorPreference: loop)`) and for actors that live on it.
///
/// Everything except `execute`, `run`, `stop` and the executor's entry points is called on the loop's own thread
/// (in an `EventHandling`, in a timer, or in work given to `execute`). Work on the loop never blocks.
@safe package final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
    // Unchecked: `mailbox` is guarded by its mutex, the atomics by themselves, the constants never change, and
    // every other property is touched on the loop's thread alone (`assertCurrent`). Safe: `events` is allocated by
    // `init`, freed by `deinit`, and only the first `eventCapacity` elements are used.

    private enum Item {
        case job(UnownedJob)
        case work(@Sendable () -> Void)
    }

    private struct Mailbox {
        var items: [Item] = []
        var isStopped = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private static let eventCapacity = 512
    private static let wakeToken: UInt64 = 0

    private let name: String
    private let niceness: Int32
    private let epoll: Int32
    private let wake: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private let mailbox = Mutex(Mailbox())
    private let thread = Atomic<UInt>(0)
    private let shouldStop = Atomic<Bool>(false)

    private var slots = EventSlots()
    private var timers = TimerHeap()
    private var local: [Item] = []
    private var spare: [Item] = []
    private var tickMicroseconds: Int64 = 0

    /// Starts the loop's thread.
    ///
    /// `name` is shown by process tools (15 bytes are kept). A thread with a niceness lets others go first where there are
    /// fewer processors than work: for what may take its time while somebody waits for an answer.
    package init(name: String, niceness: Int32 = 0) throws(MachineError) {
        self.name = name
        self.niceness = niceness
        epoll = cmachine_epoll_create()
        guard epoll >= 0 else { throw MachineError("epoll_create1", result: epoll) }
        wake = cmachine_eventfd()
        guard wake >= 0 else {
            close(epoll)
            throw MachineError("eventfd", result: wake)
        }
        unsafe events = .allocate(capacity: Self.eventCapacity)
        // Edge-triggered: each write to the eventfd is told once, so it never has to be read.
        let added = cmachine_epoll_add(
            epoll, wake, EPOLLIN.rawValue | EPOLLET.rawValue, Self.wakeToken)
        guard added == 0 else { throw MachineError("epoll_ctl", result: added) }
        try startThread()
    }

    deinit {
        // The thread holds the loop until it ends, so nobody waits on these any more.
        close(epoll)
        close(wake)
        unsafe events.deallocate()
    }

    /// Monotonic microseconds, read once for each turn of the loop.
    package var now: Int64 { tickMicroseconds }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: From any thread

    /// Runs work on the loop's thread: at the end of this turn when called there, else soon.
    ///
    /// False when the loop has stopped; the work is dropped then.
    @discardableResult
    package func execute(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return post(.work(work)) }
        local.append(.work(work))
        return true
    }

    /// Runs work on the loop's thread and returns what it made; nil when the loop has stopped.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result? {
        await withCheckedContinuation { continuation in
            let accepted = post(.work { continuation.resume(returning: work()) })
            if !accepted { continuation.resume(returning: nil) }
        }
    }

    /// Ends the loop after the turn that it is in, without waiting for it.
    package func requestStop() {
        shouldStop.store(true, ordering: .releasing)
        wakeUp()
    }

    /// Ends the loop after the turn that it is in and returns when its thread has ended.
    ///
    /// Descriptors that are still registered are forgotten, not closed.
    package func stop() async {
        requestStop()
        await withCheckedContinuation { continuation in
            let isStopped = mailbox.withLock { box in
                if !box.isStopped { box.waiters.append(continuation) }
                return box.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            local.append(.job(job))
        } else if !post(.job(job)) {
            // A task that outlives its loop must still be able to end.
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    package func checkIsolated() {
        precondition(isCurrent, "not on the thread of event loop \(name)")
    }

    // MARK: On the loop's thread

    /// Watches a descriptor (which should not block) until it is deregistered.
    package func register(
        _ descriptor: Int32, for interest: EventSet, trigger: EventTrigger = .level, handler: any EventHandling
    ) throws(MachineError) -> EventRegistration {
        assertCurrent()
        let registration = slots.add(descriptor, handler)
        let result = cmachine_epoll_add(epoll, descriptor, interest.rawValue | trigger.flag, registration.token)
        guard result == 0 else {
            _ = slots.remove(registration)
            throw MachineError("epoll_ctl", result: result)
        }
        return registration
    }

    /// Changes what a registration hears of.
    package func update(
        _ registration: EventRegistration, for interest: EventSet, trigger: EventTrigger = .level
    ) throws(MachineError) {
        assertCurrent()
        guard let descriptor = slots.descriptor(of: registration) else { return }
        let result = cmachine_epoll_change(
            epoll, descriptor, interest.rawValue | trigger.flag, registration.token)
        guard result == 0 else { throw MachineError("epoll_ctl", result: result) }
    }

    /// Ends a registration.
    ///
    /// `isClosing` says that the caller closes the descriptor next, which saves a system call.
    package func deregister(_ registration: EventRegistration, isClosing: Bool = false) {
        assertCurrent()
        guard let descriptor = slots.remove(registration), !isClosing else { return }
        // Failing means that the descriptor was closed before; it is out of the set then.
        _ = cmachine_epoll_remove(epoll, descriptor)
    }

    /// Runs an action on the loop once, `delay` microseconds from now.
    @discardableResult
    package func setTimer(afterMicroseconds delay: Int64, _ action: @escaping () -> Void) -> TimerToken {
        assertCurrent()
        let now = SystemClock.monotonicMicroseconds()
        let (deadline, isTooFar) = now.addingReportingOverflow(max(delay, 0))
        return timers.set(at: isTooFar ? .max : deadline, action)
    }

    /// Forgets a timer; one that has fired already is ignored.
    package func cancelTimer(_ token: TimerToken) {
        assertCurrent()
        timers.cancel(token)
    }

    /// How many descriptors and timers the loop holds.
    package var load: (registrations: Int, timers: Int) {
        assertCurrent()
        return (slots.count, timers.count)
    }

    private func assertCurrent() {
        assert(isCurrent, "called from outside the thread of event loop \(name)")
    }

    // MARK: The thread

    private func startThread() throws(MachineError) {
        var handle = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe pthread_create(
            &handle, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().turnUntilStopped()
                return nil
            }, context)
        guard result == 0 else {
            unsafe Unmanaged<EventLoop>.fromOpaque(context).release()
            throw MachineError("pthread_create", result: -result)
        }
        pthread_detach(handle)
    }

    private func turnUntilStopped() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        unsafe cmachine_name_thread(String(name.prefix(15)))
        if niceness > 0 { cmachine_be_nice(niceness) }
        tickMicroseconds = SystemClock.monotonicMicroseconds()
        while !shouldStop.load(ordering: .acquiring) { turn() }
        finish()
    }

    private func turn() {
        let count = unsafe cmachine_epoll_wait(epoll, events, Int32(Self.eventCapacity), timeout())
        tickMicroseconds = SystemClock.monotonicMicroseconds()
        precondition(count >= 0 || count == -EINTR, "epoll_wait failed with \(count)")
        for index in 0..<max(0, Int(count)) {
            let event = unsafe events + index
            let token = unsafe cmachine_event_token(event)
            // A handler earlier in this turn may have ended the registration: its generation is gone then.
            guard let (handler, registration) = slots.handler(of: token) else { continue }
            handler.ready(unsafe EventSet(rawValue: cmachine_event_flags(event)), registration)
        }
        while let action = timers.popDue(now: tickMicroseconds) { action() }
        runItems()
    }

    private func timeout() -> Int32 {
        // What is in the mailbox by now has written the wake-up descriptor.
        guard local.isEmpty else { return 0 }
        guard let deadline = timers.nextDeadline() else { return -1 }
        let microseconds = deadline - SystemClock.monotonicMicroseconds()
        // Rounded up, so that a timer never makes the loop spin through its last millisecond.
        return Int32(clamping: max(0, (microseconds + 999) / 1_000))
    }

    /// Runs what was there when it began; what that adds waits for the next turn, so descriptors get theirs.
    private func runItems() {
        mailbox.withLock { box in
            if local.isEmpty {
                swap(&local, &box.items)
            } else if !box.items.isEmpty {
                local.append(contentsOf: box.items)
                box.items.removeAll(keepingCapacity: true)
            }
        }
        guard !local.isEmpty else { return }
        swap(&local, &spare)
        for item in spare {
            switch item {
            case .work(let work): work()
            case .job(let job):
                unsafe job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
        spare.removeAll(keepingCapacity: spare.capacity <= 4_096)
    }

    private func finish() {
        // Tasks that are ready run once more; those that become ready later run where they are woken (`enqueue`).
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isDone = false
        var rounds = 0
        while !isDone {
            runItems()
            rounds += 1
            guard local.isEmpty || rounds > 10_000 else { continue }
            isDone = mailbox.withLock { box in
                guard box.items.isEmpty || rounds > 10_000 else { return false }
                box.isStopped = true
                swap(&waiters, &box.waiters)
                return true
            }
        }
        thread.store(0, ordering: .relaxed)
        slots = EventSlots()
        timers = TimerHeap()
        for waiter in waiters { waiter.resume() }
    }

    /// False when the loop has stopped.
    ///
    /// The descriptor is written only when the mailbox was empty: one wake-up covers everything that is posted until
    /// the loop takes it.
    @discardableResult
    private func post(_ item: Item) -> Bool {
        let (isAccepted, wasEmpty) = mailbox.withLock { box in
            guard !box.isStopped else { return (false, false) }
            let wasEmpty = box.items.isEmpty
            box.items.append(item)
            return (true, wasEmpty)
        }
        if wasEmpty { wakeUp() }
        return isAccepted
    }

    private func wakeUp() {
        var one: UInt64 = 1
        // Refused only when the counter would overflow; the loop is awake then.
        _ = unsafe write(wake, &one, 8)
    }
}
