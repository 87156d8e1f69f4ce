import Foundation
import Glibc
import TestProcesses

/// A real web server of a folder, until it is killed or let go.
final class FileServer {
    private let process = TestProcess()

    init(port: Int, folder: Folder) throws {
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", folder.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func end() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { if process.isRunning { end() } }
}
