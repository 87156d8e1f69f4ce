internal import CMachine
internal import Glibc

/// Another program that this one has begun, in the same process group: Ctrl-C at a terminal reaches both.
///
/// Its standard input is a pipe of which nothing ever comes, and which ends when this process does, however that happens: so whoever
/// was begun can tell that nobody is there any more. Both of its outputs go to the end of one file.
package struct ChildProcess: Sendable {
    package enum End: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    package let number: Int32
    private let leash: Int32

    package init(path: String, arguments: [String], log: String) throws(MachineError) {
        var ends: [Int32] = [-1, -1]
        let piped = unsafe cmachine_pipe(&ends)
        guard piped == 0 else { throw MachineError("pipe2", result: piped) }
        defer { close(ends[0]) }
        let output = unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard output >= 0 else {
            let error = errno
            close(ends[1])
            throw MachineError("writing \(log)", result: -error)
        }
        defer { close(output) }
        // The array that the system wants: its strings, and nil behind them.
        let words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let process = unsafe cmachine_spawn(path, words, ends[0], output)
        guard process > 0 else {
            close(ends[1])
            throw MachineError("starting \(path)", result: process)
        }
        number = process
        leash = ends[1]
    }

    /// Asks it to end.
    package func terminate() { kill(number, SIGTERM) }
    package func kill9() { kill(number, SIGKILL) }

    /// How it has ended; nil while it runs. Not to be called again after it has said so.
    package func end() -> End? {
        var code: Int32 = 0
        var signal: Int32 = 0
        let found = unsafe cmachine_reap(number, &code, &signal)
        guard found != 0 else { return nil }
        close(leash)
        return signal == 0 ? .code(code) : .signal(signal)
    }

    /// The program that runs now.
    package static func thisProgram() -> String? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Why nobody could listen at this port of 127.0.0.1; nil when it is free.
    package static func problem(withPort port: UInt16) -> String? {
        let result = cmachine_try_port(port)
        return result == 0 ? nil : MachineError("127.0.0.1:\(port)", result: result).message
    }
}

/// Ends this process in an orderly way once whoever began it is gone: when standard input ends.
package enum Leash {
    package static func hold() {
        let thread = BlockingThread<Int32>(name: "leash", capacity: 1) { _, descriptors in
            var byte: UInt8 = 0
            for descriptor in descriptors {
                while true {
                    let count = unsafe read(descriptor, &byte, 1)
                    if count < 0 && errno == EINTR { continue }
                    if count <= 0 { break }
                }
            }
            kill(getpid(), SIGTERM)
        }
        _ = thread.send(STDIN_FILENO)
    }
}
