import Foundation
import Synchronization
import TestProcesses
import Testing

/// How tests start programs: what they say, how they end, and that none holds what another one waits for.
@Suite struct TestProcessTests {
    private func said(_ command: [String], _ change: (TestProcess) -> Void = { _ in }) throws -> (String, TestProcess) {
        let process = TestProcess()
        let output = Pipe()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardOutput = output
        change(process)
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (text, process)
    }

    @Test func `what it prints, and its exit code`() throws {
        let (text, process) = try said(["/bin/sh", "-c", "echo out; echo err >&2; exit 7"]) {
            $0.standardError = $0.standardOutput
        }
        #expect(text == "out\nerr\n")
        #expect(process.terminationStatus == 7 && process.terminationReason == .exit && !process.isRunning)
    }

    @Test func `input, environment and folder are what it is given`() throws {
        let given = Pipe()
        try given.fileHandleForWriting.write(contentsOf: Data("hello".utf8))
        try given.fileHandleForWriting.close()
        let (text, _) = try said(["/bin/sh", "-c", "cat; echo \" $WORD\"; pwd"]) {
            $0.standardInput = given
            $0.environment = ["WORD": "there"]
            $0.currentDirectoryURL = URL(filePath: "/usr")
        }
        #expect(text == "hello there\n/usr\n")
        #expect(try said(["/bin/cat"]) { $0.standardInput = FileHandle.nullDevice }.0.isEmpty)
    }

    @Test func `a signal ends it, and says so`() throws {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["600"]
        try process.run()
        #expect(process.isRunning)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGTERM)
    }

    @Test func `a program that is not there is named`() {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/nowhere/at-all")
        #expect { try process.run() } throws: { "\($0)".contains("/nowhere/at-all cannot be started") }
    }

    /// The others live until they are killed: whoever waited for one of them would wait for ever.
    @Test(.timeLimit(.minutes(10)))
    func `nobody waits for what others start at the same moment`() throws {
        let isOver = Mutex(false)
        let started = Mutex<[TestProcess]>([])
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            while !isOver.withLock({ $0 }) {
                let other = TestProcess()
                other.executableURL = URL(filePath: "/bin/sleep")
                other.arguments = ["600"]
                try? other.run()
                started.withLock { $0.append(other) }
            }
            ended.signal()
        }
        for _ in 1...100 {
            let (text, process) = try said(["/bin/echo", "here"])
            #expect(text == "here\n" && process.terminationStatus == 0)
        }
        isOver.withLock { $0 = true }
        ended.wait()
        let others = started.withLock { $0 }
        #expect(others.count > 10)
        for other in others { other.terminate() }
        for other in others { other.waitUntilExit() }
    }
}
