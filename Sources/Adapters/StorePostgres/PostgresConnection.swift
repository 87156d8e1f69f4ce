internal import CPostgres
internal import Glibc
internal import Synchronization

/// One session with the server, used by one thread. libpq is driven without blocking, so that every call ends at its
/// deadline: a server that lost its lease, or a cut network, answers nothing and closes nothing.
@safe final class PostgresConnection {
    private let handle: OpaquePointer
    private let limits: PostgresLimits
    private let counter: StatementCounter
    private let warnings: WarningFlag
    private var prepared: Set<String> = []
    /// Set when the session can be used no more; its owner drops it and opens another.
    private(set) var isBroken = false

    /// Connects to the first host that takes reads and writes. Each host has its own deadline, because libpq's
    /// non-blocking connect would spend all the time on the first.
    static func open(
        _ address: PostgresAddress, limits: PostgresLimits, counter: StatementCounter
    ) throws(PostgresFailure) -> PostgresConnection {
        var first: PostgresFailure?
        for host in address.hosts {
            do throws(PostgresFailure) {
                return try PostgresConnection(address, host: host, limits: limits, counter: counter)
            } catch {
                // A host that a person must put right is told before one that is merely down.
                if first == nil || (error.needsAPerson && first?.needsAPerson == false) { first = error }
            }
        }
        throw first ?? .connection("no host is given")
    }

    private init(
        _ address: PostgresAddress, host: PostgresAddress.Host, limits: PostgresLimits, counter: StatementCounter
    ) throws(PostgresFailure) {
        let settings = address.connectionSettings(for: host, limits: limits)
        let started = unsafe withCStrings(settings.map(\.key)) { keys in
            unsafe withCStrings(settings.map(\.value)) { values in unsafe PQconnectStartParams(keys, values, 0) }
        }
        guard let connection = unsafe started else { throw .connection("no memory for a connection") }
        unsafe handle = unsafe connection
        self.limits = limits
        self.counter = counter
        warnings = WarningFlag()
        // From here on deinit gives the handle back, also when this initialiser throws.
        try connect(within: limits.connect, password: address.password)
        try enter()
    }

    deinit { unsafe PQfinish(handle) }

    /// The socket, for a thread that waits for notifications and something else.
    var socket: Int32 { unsafe PQsocket(handle) }

    /// Runs statements in one round trip. When one fails, those after it are not run, and the first failure is thrown.
    func run(
        _ statements: [BoundStatement], within time: Duration? = nil
    ) throws(PostgresFailure) -> [Rows] {
        counter.add(statements.count)
        let deadline = ContinuousClock.now + (time ?? limits.statement)
        var preparing: [String?] = []
        var names = prepared
        for bound in statements {
            let statement = bound.statement
            if names.insert(statement.name).inserted {
                let sent = unsafe PQsendPrepare(handle, statement.name, statement.sql, 0, nil)
                try check(sent)
                preparing.append(statement.name)
            }
            try send(bound)
            preparing.append(nil)
        }
        let synced = unsafe PQpipelineSync(handle)
        try check(synced)
        return try collect(preparing, deadline: deadline)
    }

    func run(_ statement: BoundStatement, within time: Duration? = nil) throws(PostgresFailure) -> Rows {
        let answers = try run([statement], within: time)
        return answers[0]
    }

    /// Runs a script of several statements without arguments; for migrations.
    func script(_ sql: String, within time: Duration) throws(PostgresFailure) {
        counter.add(1)
        let deadline = ContinuousClock.now + time
        let left = unsafe PQexitPipelineMode(handle)
        try check(left)
        let sent = unsafe PQsendQuery(handle, sql)
        try check(sent)
        var failure: PostgresFailure?
        while let result = unsafe try nextResult(deadline) {
            if let found = unsafe self.failure(result), failure == nil { failure = found }
            unsafe PQclear(result)
        }
        if let failure, failure.kind == .connection { throw noted(failure) }
        let entered = unsafe PQenterPipelineMode(handle)
        try check(entered)
        if let failure { throw failure }
    }

    /// True when the server warned since the last call. A commit that warned was not fully carried out: the wait
    /// for a synchronous standby was cancelled.
    func takeWarning() -> Bool { warnings.take() }

    /// Reads what the socket has and returns the payloads of the notifications in it.
    func takeNotifications() throws(PostgresFailure) -> [String] {
        let read = unsafe PQconsumeInput(handle)
        try check(read)
        var payloads: [String] = []
        while let notification = unsafe PQnotifies(handle) {
            if let payload = unsafe notification.pointee.extra { payloads.append(unsafe String(cString: payload)) }
            unsafe PQfreemem(notification)
        }
        return payloads
    }

    // MARK: Sending and collecting

    private func send(_ bound: BoundStatement) throws(PostgresFailure) {
        var content: [UInt8] = []
        var offsets: [Int?] = []
        for parameter in bound.parameters {
            offsets.append(parameter.content == nil ? nil : content.count)
            content.append(contentsOf: parameter.content ?? [])
        }
        content.append(0)
        let lengths = bound.parameters.map { Int32($0.content?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: lengths.count)
        let sent = unsafe content.withUnsafeBufferPointer { buffer in
            // libpq copies the values into its own buffer before it returns.
            let values = unsafe offsets.map { offset -> UnsafePointer<CChar>? in
                guard let offset, let base = buffer.baseAddress else { return nil }
                return unsafe UnsafeRawPointer(base + offset).assumingMemoryBound(to: CChar.self)
            }
            return unsafe PQsendQueryPrepared(
                handle, bound.statement.name, Int32(values.count), values, lengths, formats, 1)
        }
        try check(sent)
    }

    private func collect(
        _ preparing: [String?], deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> [Rows] {
        var answers: [Rows] = []
        var failure: PostgresFailure?
        for name in preparing {
            var succeeded = false
            while let result = unsafe try nextResult(deadline) {
                let rows = unsafe Rows(result)
                let status = unsafe PQresultStatus(result)
                if let found = unsafe self.failure(result) {
                    if failure == nil { failure = found }
                } else if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK {
                    succeeded = true
                    if name == nil { answers.append(rows) }
                }
            }
            if let name, succeeded { prepared.insert(name) }
            // A dead session answers nothing more, not even the end of the pipeline.
            if let failure, failure.kind == .connection { throw noted(failure) }
        }
        guard let end = unsafe try nextResult(deadline) else { throw noted(.connection("the answer ended early")) }
        let status = unsafe PQresultStatus(end)
        unsafe PQclear(end)
        guard status == PGRES_PIPELINE_SYNC else { throw noted(.connection("the answers are out of step")) }
        if let failure { throw noted(failure) }
        guard answers.count == preparing.count(where: { $0 == nil }) else {
            throw noted(.connection("an answer is missing"))
        }
        return answers
    }

    /// The next result, nil at the end of one statement's results.
    private func nextResult(_ deadline: ContinuousClock.Instant) throws(PostgresFailure) -> OpaquePointer? {
        while true {
            let unsent = unsafe PQflush(handle)
            if unsent < 0 { throw lost() }
            if unsafe PQisBusy(handle) == 0 { break }
            let events = Int16(POLLIN) | (unsent > 0 ? Int16(POLLOUT) : 0)
            guard waitForSocket(socket, events, until: deadline) else {
                throw noted(.connection("the server did not answer in time"))
            }
            if unsafe PQconsumeInput(handle) == 0 {
                // What the server said before it closed is still to be read, for example why it ended the session.
                guard unsafe PQisBusy(handle) == 0 else { throw lost() }
            }
        }
        return unsafe PQgetResult(handle)
    }

    private func failure(_ result: OpaquePointer) -> PostgresFailure? {
        let status = unsafe PQresultStatus(result)
        guard status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE else { return nil }
        let state = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { unsafe String(cString: $0) }
        let message = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { unsafe String(cString: $0) }
        if unsafe PQstatus(handle) == CONNECTION_BAD {
            return .connection(message ?? "the connection was lost", state: state ?? "")
        }
        return .statement(state ?? "", message ?? "no message")
    }

    private func check(_ succeeded: Int32) throws(PostgresFailure) {
        guard succeeded == 1 else { throw lost() }
    }

    private func lost() -> PostgresFailure {
        noted(.connection("the connection was lost"))
    }

    private func noted(_ failure: PostgresFailure) -> PostgresFailure {
        if failure.kind == .connection { isBroken = true }
        return failure
    }

    // MARK: Entering

    private func connect(within time: Duration, password: String?) throws(PostgresFailure) {
        unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        // The flag lives as long as this object, and this object ends the session before it goes.
        _ = unsafe PQsetNoticeReceiver(
            handle,
            { flag, result in
                guard let flag = unsafe flag else { return }
                let severity = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "V")))
                guard let severity = unsafe severity, unsafe strcmp(severity, "WARNING") == 0 else { return }
                unsafe Unmanaged<WarningFlag>.fromOpaque(flag).takeUnretainedValue().set()
            }, Unmanaged.passUnretained(warnings).toOpaque())
        let deadline = ContinuousClock.now + time
        var wanted = PGRES_POLLING_WRITING
        while true {
            switch wanted {
            case PGRES_POLLING_OK:
                return
            case PGRES_POLLING_READING, PGRES_POLLING_WRITING:
                let events = Int16(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT)
                guard unsafe PQstatus(handle) != CONNECTION_BAD else { throw refusal(password) }
                guard waitForSocket(socket, events, until: deadline) else {
                    throw .connection("no connection within \(time)")
                }
                unsafe wanted = PQconnectPoll(handle)
            default:
                throw refusal(password)
            }
        }
    }

    /// Why a login failed. libpq gives no state for it but writes it into the verbose message.
    private func refusal(_ password: String?) -> PostgresFailure {
        var message = unsafe String(cString: PQerrorMessage(handle))
        var state = ""
        if let mark = message.firstRange(of: "FATAL:  ") {
            let rest = message[mark.upperBound...]
            state = String(rest.prefix { $0 != ":" })
            if state.utf8.count == 5 {
                message = String(rest.dropFirst(7))
            } else {
                state = ""
            }
        }
        message = String(message.prefix { $0 != "\n" })
        if let password, !password.isEmpty { message = message.replacing(password, with: "…") }
        return .connection(message, state: state)
    }

    private func enter() throws(PostgresFailure) {
        let quiet = unsafe PQsetnonblocking(handle, 1)
        guard quiet == 0 else { throw .connection("the connection cannot be used without blocking") }
        let entered = unsafe PQenterPipelineMode(handle)
        try check(entered)
    }
}

/// Counts statements of one store, for metrics and for the test that waiting does not poll.
final class StatementCounter: Sendable {
    private let count = Atomic<Int>(0)

    func add(_ number: Int) { count.add(number, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}

/// What the notice receiver leaves for its connection.
final class WarningFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    func set() { flag.store(true, ordering: .relaxed) }
    func take() -> Bool { flag.exchange(false, ordering: .relaxed) }
}

/// Waits until the socket is ready; false when the deadline came first.
func waitForSocket(_ socket: Int32, _ events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { return false }
        var waiting = pollfd(fd: socket, events: events, revents: 0)
        let ready = unsafe poll(&waiting, 1, milliseconds(left))
        if ready > 0 { return true }
        if ready < 0, errno != EINTR { return false }
    }
}

/// Rounded up, so that a wait never ends before its time and spins.
func milliseconds(_ duration: Duration) -> Int32 {
    let parts = duration.components
    return Int32(clamping: parts.seconds * 1_000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
}

/// Lends C a null-terminated list of C strings for the time of `body`.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe strings.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let list = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
    guard let result = unsafe list.withUnsafeBufferPointer({ unsafe $0.baseAddress.map { unsafe body($0) } }) else {
        preconditionFailure("a list with its terminator is never empty")
    }
    return result
}
