package import Foundation
internal import Glibc
internal import Synchronization

/// What a process reads from or writes to.
package protocol ProcessStream {}
extension Pipe: ProcessStream {}
extension FileHandle: ProcessStream {}

/// A program that a test runs, used as Foundation's `Process` is.
///
/// Foundation notices a process' end by a socket, and processes that other tests start at the same moment inherit it:
/// `waitUntilExit` then waits for their end, too. Beside a thread that started processes which lived for three seconds,
/// 5 of 541 that had ended at once were waited for three seconds. This one waits for its own process alone.
package final class TestProcess: @unchecked Sendable {
    // Unchecked: what it is started with is set by whoever starts it, before; how it ended is behind a lock.
    package enum TerminationReason: Sendable {
        case exit
        case uncaughtSignal
    }

    package var executableURL: URL?
    package var arguments: [String] = []
    package var environment: [String: String]?
    package var currentDirectoryURL: URL?
    /// Nil: as the tests have it.
    package var standardInput: (any ProcessStream)?
    package var standardOutput: (any ProcessStream)?
    package var standardError: (any ProcessStream)?
    package private(set) var processIdentifier: Int32 = 0
    /// As `waitpid` gave it; nil while it runs.
    private let status = Mutex<Int32?>(nil)

    package init() {}

    deinit { _ = isRunning }

    package func run() throws {
        precondition(processIdentifier == 0, "a process is started once")
        guard let executableURL else { throw Spawning.Failure(description: "no program is named") }
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        func descriptor(_ stream: (any ProcessStream)?, reads: Bool) -> Int32? {
            switch stream {
            case let pipe as Pipe:
                (reads ? pipe.fileHandleForReading : pipe.fileHandleForWriting).fileDescriptor
            case let handle as FileHandle: handle === FileHandle.nullDevice ? nothing : handle.fileDescriptor
            default: nil
            }
        }
        let inFolder = currentDirectoryURL.map { ["env", "-C", $0.path] } ?? []
        var spawning = Spawning(inFolder + [executableURL.path] + arguments)
        spawning.environment = environment
        spawning.descriptors = [
            descriptor(standardInput, reads: true), descriptor(standardOutput, reads: false),
            descriptor(standardError, reads: false),
        ]
        processIdentifier = try spawning.start()
        // The reader of a pipe sees its end when the process has closed it, so the tests' own copy goes.
        if let pipe = standardInput as? Pipe { try? pipe.fileHandleForReading.close() }
        for case let pipe as Pipe in [standardOutput, standardError] { try? pipe.fileHandleForWriting.close() }
    }

    package var isRunning: Bool { processIdentifier != 0 && reaped(WNOHANG) == nil }

    package func waitUntilExit() {
        guard processIdentifier != 0 else { return }
        // Without taking the status, so that nobody holds the lock meanwhile.
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(processIdentifier), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        _ = reaped(0)
    }

    /// The exit code, or the signal that ended it.
    package var terminationStatus: Int32 {
        let status = ended
        return status & 0x7f == 0 ? status >> 8 & 0xff : status & 0x7f
    }

    package var terminationReason: TerminationReason { ended & 0x7f == 0 ? .exit : .uncaughtSignal }

    package func terminate() { if isRunning { kill(processIdentifier, SIGTERM) } }

    private var ended: Int32 {
        guard let status = reaped(WNOHANG) else { preconditionFailure("asked how a process ended that runs") }
        return status
    }

    private func reaped(_ options: Int32) -> Int32? {
        status.withLock { status in
            if let status { return status }
            var given: Int32 = 0
            var id: pid_t
            repeat { id = unsafe waitpid(processIdentifier, &given, options) } while id < 0 && errno == EINTR
            if id == processIdentifier { status = given }
            return status
        }
    }
}
