import Foundation
import PostgresFixture
import TestProcesses
import Testing

/// `oidc-provider-mock` of PyPI, which stands on Authlib: a second opinion on what the protocol says.
final class MockProvider {
    let issuer: String
    private let process = TestProcess()

    private static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "var/venv-openid/bin/oidc-provider-mock").path()

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    init() throws {
        let port = try PostgresServer.freePort()
        issuer = "http://127.0.0.1:\(port)"
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["--port", "\(port)", "--require-nonce", "true"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let deadline = Date().addingTimeInterval(60)
        while try Visitor().ask(issuer + "/jwks").status != 200 {
            try #require(process.isRunning && Date() < deadline, "oidc-provider-mock did not come up")
            usleep(50_000)
        }
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func describe(_ subject: String, _ claims: String) throws {
        let answer = try Visitor().ask(
            issuer + "/users/" + subject, headers: ["Content-Type: application/json"],
            options: ["-X", "PUT", "--data-binary", claims])
        try #require(answer.status == 204, "\(answer)")
    }
}
