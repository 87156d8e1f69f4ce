import Foundation
import Ledger
import StoreSQLite
import TestProcesses
import Testing

/// The roles behind payers' pages as processes: 3DS server, issuer, gateway of redirect methods.
@Suite struct PayerRoleTests {
    private static let id = "6b1f0a5e-8f0e-4f5e-9d0b-0d9f3f0c7a11"

    private func question(_ card: String, id: String = PayerRoleTests.id) -> String {
        """
        {"id":"\(id)","card":"\(card)","expiry":"3012","amount":1999,"currency":"EUR","merchant":"CORNER SHOP",\
        "returnAddress":"https://shop.example/back"}
        """
    }

    @Test func `3DS server and issuer authenticate, tell how they are, and end in order`() throws {
        let folder = try Folder()
        let (issuerOrigin, serverOrigin) = (try RoleProgram.freeOrigin(), try RoleProgram.freeOrigin())
        let issuer = try RoleProgram(
            "issuer", at: issuerOrigin,
            ["--origin", issuerOrigin, "--server-origin", serverOrigin, "--sealing-key", "env:ROLE_KEY"], folder: folder
        )
        let server = try RoleProgram(
            "3ds-server", at: serverOrigin,
            [
                "--origin", serverOrigin, "--directory", issuerOrigin + "/directory", "--return-origin",
                "https://shop.example", "--sealing-key", "env:ROLE_KEY", "--drain", "1",
            ], folder: folder)
        #expect(try RoleProgram.waits(server.admin + "/readyz", for: "directory server: ready"))
        let begun = try RoleProgram.ask(serverOrigin + "/v1/authentications", body: question("4111111111111111"))
        #expect(begun.status == 200 && begun.body.contains("\"step\":\"authenticated\""))
        let real = try RoleProgram.ask(
            serverOrigin + "/v1/authentications", body: question("4000123412341234", id: UUID().uuidString.lowercased())
        )
        #expect(real.status == 422)
        let figures = try RoleProgram.ask(server.admin + "/metrics").body
        #expect(
            figures.contains(
                "vigie_platform_steps_total{channel=\"3ds\",outcome=\"authenticated\",technical=\"false\"} 1"))
        #expect(figures.contains("vigie_platform_payments_total{channel=\"3ds\",outcome=\"approved\",reason=\"\"} 1"))
        #expect(try RoleProgram.ask(issuer.admin + "/version").body.contains("\"role\": \"issuer\""))
        server.signal(SIGHUP)
        #expect(issuer.stop() == 0)
        // The deep health sees that nobody can be asked; the shallow one sees a process that lives.
        #expect(try RoleProgram.ask(server.admin + "/healthz").status == 200)
        let without = try RoleProgram.ask(
            serverOrigin + "/v1/authentications", body: question("4111111111111111", id: UUID().uuidString.lowercased())
        )
        #expect(without.body.contains("\"fault\":\"unreachable\""))
        #expect(server.stop() == 0)
        #expect(!(server.logText + issuer.logText).contains("4111111111111111"))
        #expect(!server.logText.contains("4000123412341234"))
    }

    @Test(
        arguments: [
            (["issuer", "--listen", "127.0.0.1:0"], "--origin"),
            (["3ds-server", "--listen", "127.0.0.1:0", "--origin", "http://127.0.0.1:1"], "--directory"),
            (["issuer", "--listen", "127.0.0.1:0", "--origin", "http://127.0.0.1:1/path"], "without a path"),
            (["apm-gateway", "--listen", "127.0.0.1:0", "--origin", "http://127.0.0.1:1"], "--merchants"),
            (["apm-gateway", "--origin", "http://127.0.0.1:1", "--merchants", "/nowhere.json"], "/nowhere.json"),
        ])
    func `what is missing is named`(arguments: [String], word: String) throws {
        let outcome = try BuiltProgram.run(["platform"] + arguments)
        #expect(outcome.status == 64 && outcome.error.contains(word), "\(outcome)")
    }

    @Test func `a gateway that is killed while payers pay has lost and doubled nothing`() async throws {
        let folder = try Folder()
        let origin = try RoleProgram.freeOrigin()
        // The SHA-256 of `shop-key`.
        let merchants = try folder.write(
            "merchants.json",
            """
            {"merchants":[{"id":"shop","name":"Corner shop","returnOrigins":["https://shop.example"],"keys":[\
            "sha256:\(try Self.digest("shop-key"))"]}]}
            """)
        let database = folder.file("apm.sqlite")
        func start() throws -> RoleProgram {
            try RoleProgram(
                "apm-gateway", at: origin,
                [
                    "--origin", origin, "--merchants", merchants, "--database", "sqlite:" + database, "--sealing-key",
                    "env:ROLE_KEY",
                ], folder: folder)
        }
        let headers = ["Authorization: Bearer shop-key"]
        var gateway = try start()
        var pages: [(name: String, page: String)] = []
        for round in 0..<4 {
            let names = (0..<12).map { "p\(round)-\($0)" }
            for name in names {
                let made = try RoleProgram.ask(
                    origin + "/v1/redirect-payments",
                    body: """
                        {"id":"\(name)","method":"online-banking","amount":100,"currency":"EUR",\
                        "returnAddress":"https://shop.example/"}
                        """, headers: headers)
                let page = try #require(made.body.firstMatch(of: #/"address":"([^"]+)"/#))
                pages.append((name, String(page.1)))
            }
            let payer = TestProcess()
            payer.executableURL = URL(filePath: "/usr/bin/curl")
            payer.arguments =
                ["-s", "-Z", "--no-progress-meter", "--max-time", "20", "--data", "do=pay"]
                + pages.suffix(names.count).map(\.page)
            payer.standardOutput = FileHandle.nullDevice
            try payer.run()
            usleep(UInt32(5_000 * (round + 1)))
            gateway.kill9()
            payer.waitUntilExit()
            gateway = try start()
        }
        for (name, page) in pages {
            // Who saw no answer presses the button again.
            let again = try RoleProgram.ask(page, body: "do=pay").status
            #expect([303, 409].contains(again))
            #expect(try Self.waitsUntilPaid(origin, name, headers))
        }
        #expect(gateway.stop() == 0)
        let store = try await SQLiteLedger.open(path: database)
        let report = try await LedgerAudit(store).run()
        #expect(report.faults.isEmpty)
        let payments = try await store.payments(after: nil, limit: 1_000)
        #expect(payments.count == pages.count)
        #expect(payments.allSatisfy { $0.captured == 100 && $0.refunded == 0 })
        await store.close()
    }

    private static func waitsUntilPaid(_ origin: String, _ name: String, _ headers: [String]) throws -> Bool {
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline {
            let body = try RoleProgram.ask(origin + "/v1/redirect-payments/" + name, headers: headers).body
            if body.contains("\"status\":\"paid\"") { return body.contains("\"returned\":[]") }
            usleep(20_000)
        }
        return false
    }

    private static func digest(_ text: String) throws -> String {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "printf %s '\(text)' | sha256sum | cut -c1-64"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data.prefix(64), as: UTF8.self)
    }
}
