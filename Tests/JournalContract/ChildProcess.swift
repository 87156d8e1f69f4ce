internal import Glibc
internal import TestProcesses

/// A program that was started with its standard output in a file, so that nothing it wrote is lost when it is killed.
package struct ChildProcess {
    private let id: pid_t

    package init(_ program: String, _ arguments: [String], output: String) throws {
        let file = unsafe open(output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(file) }
        var spawning = Spawning([program] + arguments)
        spawning.descriptors[1] = file
        do {
            id = try spawning.start()
        } catch let failure as Spawning.Failure {
            throw ContractFailure(sentence: failure.description, place: program)
        }
    }

    /// Kills it without warning, waits for its end, and gives the signal that ended it (or its exit code, negative).
    package func killAndWait() -> Int32 {
        kill(id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? -(status >> 8 & 0xff) : signal
    }
}

/// A file's content as text.
package func readText(_ path: String) throws -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ContractFailure(sentence: "\(path) cannot be read", place: path) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        content += buffer[0..<count]
    }
    return String(decoding: content, as: UTF8.self)
}

/// SplitMix64: the same seed gives the same numbers everywhere.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
