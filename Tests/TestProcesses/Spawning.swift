internal import Glibc

/// What a process of a test is started with.
package struct Spawning {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// A program's path, or a name that is looked up, and its arguments.
    package var command: [String]
    /// Nil: that of the tests.
    package var environment: [String: String]?
    /// What becomes standard input, output and error; nil: as the tests have it.
    package var descriptors: [Int32?] = [nil, nil, nil]
    /// In a group of its own, an interrupt that is typed at the terminal ends the tests and not this process.
    package var hasOwnGroup = false

    package init(_ command: [String]) { self.command = command }

    /// Starts it and gives its id.
    ///
    /// Nothing but the three is open in it. Tests run beside each other, so that at any moment one of them may have just
    /// made a pipe: a server that holds an end of it would keep its reader waiting for as long as it lives, and marking
    /// pipes leaves the moment before they are marked.
    package func start() throws -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // Out of the way first: what becomes output may be what the tests have as input.
        let safe = descriptors.map { $0.map { fcntl($0, F_DUPFD_CLOEXEC, 3) } }
        defer { for case let copy? in safe { close(copy) } }
        for (place, descriptor) in safe.enumerated() {
            guard let descriptor else { continue }
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(place))
        }
        guard let closeFrom = unsafe Self.closeFrom else { throw Failure(description: "glibc 2.34 or later is needed") }
        _ = unsafe closeFrom(&actions, 3)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Threads that run tests hold signals back, and a program that inherits this could not be ended.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var usual = sigset_t()
        unsafe sigemptyset(&usual)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM] { unsafe sigaddset(&usual, signal) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = unsafe command.map { unsafe strdup($0) }
        let settings = unsafe environment?.map { unsafe strdup("\($0.key)=\($0.value)") }
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe settings?.forEach { unsafe free($0) }
        }
        var id = pid_t()
        let code =
            if let settings = unsafe settings {
                unsafe posix_spawnp(&id, command[0], &actions, &attributes, words + [nil], settings + [nil])
            } else {
                unsafe posix_spawnp(&id, command[0], &actions, &attributes, words + [nil], environ)
            }
        guard code == 0 else {
            throw Failure(description: "\(command[0]) cannot be started: \(unsafe String(cString: strerror(code)))")
        }
        return id
    }

    /// `posix_spawn_file_actions_addclosefrom_np` of glibc 2.34, which the module of the toolchain does not show.
    private static let closeFrom: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32)? =
        {
            guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return nil }
            return unsafe unsafeBitCast(
                symbol, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
        }()
}
