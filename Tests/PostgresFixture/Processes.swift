internal import Glibc
internal import TestProcesses

extension PostgresServer {
    static func findBinaries() throws -> String {
        var candidates = ["/usr/lib/postgresql/15/bin"]
        if let told = try? run(["pg_config", "--bindir"], asPostgres: false) {
            candidates.insert(String(told.prefix { $0 != "\n" }), at: 0)
        }
        for candidate in candidates where isThere("\(candidate)/initdb") { return candidate }
        throw Failure(
            description:
                "PostgreSQL 15 is not installed, and these tests need a real one: apt-get install postgresql-15")
    }

    private static func isThere(_ program: String) -> Bool { unsafe access(program, X_OK) == 0 }

    static func makeDirectory(_ parent: String) throws -> String {
        var template = Array("\(parent)/vigie-pg-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Failure(description: "no directory can be made in \(parent)")
        }
        let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if getuid() == 0 {
            guard let user = unsafe getpwnam("postgres") else {
                throw Failure(description: "there is no user postgres; apt-get install postgresql-15 makes it")
            }
            guard unsafe chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw Failure(description: "\(path) cannot be given to the user postgres")
            }
        }
        return path
    }

    /// A port that was free a moment ago, below those that the system gives to clients: one of these could take it before
    /// the server does, or while the server is being started again.
    package static func freePort() throws -> Int {
        for _ in 0..<200 {
            // Closed on exec: a process that another test starts at this moment would keep the port for as long as it lives.
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            defer { close(socket) }
            if let port = try? bindLoopback(socket, port: Int.random(in: 20_000..<32_000)) { return port }
        }
        throw Failure(description: "no port is free on 127.0.0.1")
    }

    /// Binds to a port of 127.0.0.1, 0 for any, and returns the port.
    static func bindLoopback(_ socket: Int32, port: Int) throws -> Int {
        var address = loopback(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
            }
        }
        guard bound else { throw Failure(description: "no port is free on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func connectLoopback(_ socket: Int32, port: Int) -> Bool {
        var address = loopback(port)
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return address
    }

    func append(_ text: String, to path: String) throws {
        guard let file = unsafe fopen(path, "a") else { throw Failure(description: "\(path) cannot be written") }
        unsafe fputs(text, file)
        unsafe fclose(file)
    }

    func read(_ path: String) throws -> String {
        guard let file = unsafe fopen(path, "r") else { throw Failure(description: "\(path) cannot be read") }
        defer { unsafe fclose(file) }
        return unsafe readAll(fileno(file))
    }
}

/// Runs a command to its end and returns what it prints; throws with what it says when it fails.
@discardableResult
func run(_ command: [String], asPostgres: Bool = true) throws -> String {
    let ends = try makePipe()
    let pid: pid_t
    do {
        pid = try spawn(command, asPostgres: asPostgres, outputDescriptor: ends[1])
    } catch {
        for end in ends { close(end) }
        throw error
    }
    close(ends[1])
    let output = readAll(ends[0])
    close(ends[0])
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw PostgresServer.Failure(description: "\(command[0]) failed: \(output)") }
    return output
}

func makePipe() throws -> [Int32] {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw PostgresServer.Failure(description: "no descriptor is left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
}

/// Starts a process; as the user postgres when we are root, because PostgreSQL refuses to run as root.
func spawn(
    _ command: [String], asPostgres: Bool = true, input: Int32? = nil, output: String? = nil,
    outputDescriptor: Int32? = nil
) throws -> pid_t {
    var arguments = command
    if asPostgres, getuid() == 0 {
        // In the root folder: where the tests run that user may not be let in, and psql would say so in its output.
        arguments = ["env", "-C", "/", "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + command
    }
    let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    let file = output.map { unsafe open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) }
    defer { if let file { close(file) } }
    let written = file ?? outputDescriptor
    var spawning = Spawning(arguments)
    spawning.descriptors = [input ?? nothing, written, written]
    // An interrupt typed at the terminal ends the tests, and their end ends the server.
    spawning.hasOwnGroup = true
    do {
        return try spawning.start()
    } catch let failure as Spawning.Failure {
        throw PostgresServer.Failure(description: failure.description)
    }
}

private func readAll(_ descriptor: Int32) -> String {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return String(decoding: content, as: UTF8.self) }
        content.append(contentsOf: buffer.prefix(count))
    }
}
