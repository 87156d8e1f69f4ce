internal import Glibc
internal import Synchronization

/// A PostgreSQL 15 of a test's own, made from Debian's binaries in a temporary directory, with fsync on. It listens on
/// a unix socket and on a free port of 127.0.0.1, and goes away with the test process, however that ends.
package final class PostgresServer: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// The role that tests use; it owns the database and is no superuser.
    package static let role = "vigie"
    package static let password = "correct horse"

    package let directory: String
    package var port: Int { drawnPort.withLock { $0 } }
    private let binaries: String
    private let guardian: Guardian
    private let postmaster = Mutex<pid_t?>(nil)
    private let drawnPort: Mutex<Int>
    private static let schemas = Atomic<Int>(0)

    /// The one server of this process for all tests that do not stop it.
    package static func shared() throws -> PostgresServer {
        try sharedServer.get()
    }

    private static let template: Result<ServerTemplate, any Error> = Result { try ServerTemplate() }
    private static let sharedServer: Result<PostgresServer, any Error> = Result { try PostgresServer() }

    /// Makes a server and starts it. `parent` is where its directory is made, for example a small file system.
    package init(parent: String? = nil, settings: [String] = []) throws {
        let template = try Self.template.get()
        binaries = template.binaries
        directory = try Self.makeDirectory(parent ?? "/tmp")
        guardian = try Guardian(directory)
        drawnPort = Mutex(try Self.freePort())
        try run(["cp", "-a", "\(template.directory)/data", data])
        let lines = [
            "listen_addresses = '127.0.0.1'", "unix_socket_directories = '\(directory)'",
            "max_connections = 600", "shared_buffers = 32MB", "fsync = on", "logging_collector = off",
            "max_wal_size = 256MB",
        ]
        try append((lines + settings).joined(separator: "\n") + "\n", to: "\(data)/postgresql.conf")
        try startSomewhere()
    }

    /// The first start: whoever took the port between its drawing and now keeps it, and another is drawn.
    private func startSomewhere() throws {
        for _ in 0..<10 {
            try append("port = \(port)\n", to: "\(data)/postgresql.conf")
            if try startOnce() { return }
            drawnPort.withLock { [another = try Self.freePort()] in $0 = another }
        }
        throw notStarted()
    }

    deinit { end() }

    /// Kills the server and removes its directory; for those who cannot wait for the last reference to go.
    package func end() {
        try? kill()
        guardian.release()
    }

    /// A URL over the unix socket with a schema that no other test uses.
    package func fresh() -> (url: String, schema: String) {
        let schema = "test_\(Self.schemas.add(1, ordering: .relaxed).newValue)"
        return (url(schema: schema), schema)
    }

    package func url(schema: String) -> String {
        "postgres://\(Self.role)@/\(Self.role)?host=\(directory)&port=\(port)&schema=\(schema)"
    }

    /// A URL over the loopback address, where a password is asked for.
    package func networkURL(password: String = "correct%20horse", port: Int? = nil, schema: String) -> String {
        "postgres://\(Self.role):\(password)@127.0.0.1:\(port ?? self.port)/\(Self.role)?schema=\(schema)"
    }

    /// Starts the server and waits until it takes connections.
    package func start() throws {
        for _ in 0..<100 {
            if try startOnce() { return }
            // After a kill, processes of the old server can hold its memory for a moment; a new one then refuses.
            usleep(100_000)
        }
        throw notStarted()
    }

    private func startOnce() throws -> Bool {
        let pid = try spawn(["\(binaries)/postgres", "-D", data], output: "\(directory)/log")
        guard try isReady(pid) else { return false }
        postmaster.withLock { $0 = pid }
        return true
    }

    /// One line, because reports of tests show the first line only: the last things that went wrong, in order.
    private func notStarted() -> Failure {
        let log = (try? read("\(directory)/log")) ?? "no log"
        let wrong = log.split(separator: "\n").filter { $0.contains("FATAL") || $0.contains("could not") }
        return Failure(description: "PostgreSQL does not start: \(wrong.suffix(4).joined(separator: " / "))")
    }

    /// Waits until the server answers; false when it ended instead. The server says when it is ready only by
    /// answering; each question is a process of its own.
    private func isReady(_ pid: pid_t) throws -> Bool {
        for _ in 0..<600 {
            let question = ["-h", directory, "-p", String(port), "-U", "postgres", "-Atc", "SELECT 1"]
            if (try? run(["\(binaries)/psql"] + question)) != nil { return true }
            guard waitpid(pid, nil, WNOHANG) == 0 else { return false }
            usleep(50_000)
        }
        throw Failure(description: "PostgreSQL did not take connections within its time")
    }

    /// Ends all sessions and shuts down in order.
    package func stop() throws { try end(SIGINT) }

    /// Ends the postmaster like a power loss of its process: no shutdown, recovery at the next start.
    package func kill() throws {
        try end(SIGKILL)
        // Its children notice and end by themselves; the next start waits for the shared memory they hold.
    }

    private func end(_ signal: Int32) throws {
        guard let pid = postmaster.withLock({ $0 }) else { return }
        guard Glibc.kill(pid, signal) == 0 else { throw Failure(description: "PostgreSQL cannot be signalled") }
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
        postmaster.withLock { $0 = nil }
    }

    /// Runs SQL by psql and returns what it prints, unaligned.
    @discardableResult
    package func query(
        _ sql: String, asRole role: String = PostgresServer.role, in database: String = PostgresServer.role
    ) throws -> String {
        try run([
            "\(binaries)/psql", "-X", "-h", directory, "-p", String(port), "-U", role, "-d", database, "-v",
            "ON_ERROR_STOP=1", "-Atc", sql,
        ])
    }

    /// Starts psql with a script that holds something until its session is ended; the process is waited for by
    /// ``finish(_:)``. Nothing blocks meanwhile.
    package func begin(_ sql: String) throws -> Int32 {
        try spawn(
            [
                "\(binaries)/psql", "-X", "-h", directory, "-p", String(port), "-U", Self.role, "-d", Self.role, "-c",
                sql,
            ], output: "/dev/null")
    }

    package func finish(_ process: Int32) {
        while waitpid(process, nil, 0) < 0, errno == EINTR {}
    }

    /// Runs a command of the system as whoever runs the tests. Foundation's way to start processes waits for a socket
    /// that servers started meanwhile would inherit, and then never ends.
    package static func system(_ command: [String]) throws { try run(command, asPostgres: false) }

    private var data: String { "\(directory)/data" }
}

/// Data of a new server with the tests' role and database, made once in a process and copied for each server.
private final class ServerTemplate: Sendable {
    let binaries: String
    let directory: String
    private let guardian: Guardian

    init() throws {
        binaries = try PostgresServer.findBinaries()
        directory = try PostgresServer.makeDirectory("/tmp")
        guardian = try Guardian(directory)
        let data = "\(directory)/data"
        try run([
            "\(binaries)/initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
            "--auth-local=trust", "--auth-host=scram-sha-256",
        ])
        let (role, password) = (PostgresServer.role, PostgresServer.password)
        for statement in [
            "CREATE ROLE \(role) LOGIN PASSWORD '\(password)'", "CREATE DATABASE \(role) OWNER \(role)",
        ] {
            // One user, no server: commands come from standard input.
            let single = "echo \"\(statement)\" | '\(binaries)/postgres' --single -D '\(data)' postgres"
            try run(["/bin/sh", "-c", single])
        }
    }
}

/// A process that removes the directory when this process is gone: it waits at a pipe that only we hold open.
private final class Guardian: Sendable {
    private let pipeEnd: Mutex<Int32?>
    private let pid: pid_t

    init(_ directory: String) throws {
        let ends = try makePipe()
        pipeEnd = Mutex(ends[1])
        let script = """
            trap '' INT TERM HUP
            read line
            lock='\(directory)/data/postmaster.pid'
            pid=$(head -n 1 "$lock" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
            for turn in 1 2 3 4 5 6 7 8 9 10; do [ -e "$lock" ] && sleep 0.2; done
            rm -rf '\(directory)'
            """
        pid = try spawn(["/bin/sh", "-c", script], asPostgres: false, input: ends[0], output: "/dev/null")
        close(ends[0])
    }

    /// Lets the directory be removed, and waits for it.
    func release() {
        let end = pipeEnd.withLock { end in
            defer { end = nil }
            return end
        }
        guard let end else { return }
        close(end)
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    }
}
