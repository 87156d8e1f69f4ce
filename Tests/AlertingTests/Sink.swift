import Foundation
import Glibc
import HTTP
import HTTPServer
import Machine
import Synchronization
import TestProcesses

/// A web server on loopback that keeps what it is sent, and answers as it is told.
final class Sink: HTTPHandler {
    private struct State {
        var requests: [HTTPRequest] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())
    private let answer: @Sendable (HTTPRequest) -> HTTPResponse

    init(answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse = { _ in HTTPResponse(status: .noContent) }) {
        self.answer = answer
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// Returns when so many requests have come since the sink was made.
    func received(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.requests.count < count { state.waiters.append((count, continuation)) }
                return state.requests.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    func reply(to request: HTTPRequest) -> HTTPReply {
        let ready = state.withLock { state in
            state.requests.append(request)
            let count = state.requests.count
            defer { state.waiters.removeAll { $0.count <= count } }
            return state.waiters.filter { $0.count <= count }
        }
        for waiter in ready { waiter.continuation.resume() }
        return .now(answer(request))
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }

    /// Runs with the sink listening; the address is without a slash at its end.
    func serving<Value: Sendable>(_ body: (String) async throws -> Value) async throws -> Value {
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: self)
        let bound = try server.start()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body("http://127.0.0.1:\(bound[0].port)"))
        } catch {
            result = .failure(error)
        }
        await server.drain(deadline: .zero)
        return try result.get()
    }
}

/// A program built beside the tests.
func builtProgram(_ name: String) throws -> String {
    let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: here).deletingLastPathComponent().appendingPathComponent(name).path
}

/// Runs a program with some standard input and gives what it printed.
func output(of program: String, _ arguments: [String], input: [UInt8] = []) throws -> String {
    let process = TestProcess()
    let (given, printed) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = given
    process.standardOutput = printed
    process.standardError = FileHandle.nullDevice
    try process.run()
    given.fileHandleForWriting.write(Data(input))
    try given.fileHandleForWriting.close()
    let bytes = printed.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}
