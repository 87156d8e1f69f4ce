import Foundation
import Testing

/// `vigie platform settlement` and the nexo roles, as operators start, ask and stop them.
@Suite struct SettlementRoleTests {
    @Test func `settlement takes a file in, tells what it came to, and ends in order`() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.file("files"), withIntermediateDirectories: true)
        let role = try ServingProgram(
            role: "settlement",
            [
                "--database", "sqlite:" + folder.file("ledger.sqlite"), "--files", folder.file("files"), "--cut-off",
                "instore-nexo=23:00",
            ], folder: folder)
        #expect(try role.get("/readyz").status == 200)
        _ = try folder.write(
            "files/day-1.txt",
            "H;1;day-1;instore-nexo;1795132800\nD;capture;X-1;EUR;100;1\nT;1;EUR;100\n")
        let run = try role.get("/settlement/runs", options: ["-X", "POST"])
        #expect(run.status == 200)
        let reports = try role.get("/settlement/reports").body
        let name = try #require(reports.firstMatch(of: #/"report": "([^"]+)"/#)?.1)
        let findings = try role.get("/settlement/reports/\(name)/findings").body
        #expect(findings.contains("missing-here") && findings.contains("X-1"))
        #expect(try role.get("/settlement/reports/\(name)?format=html").body.contains("<h1>day-1.txt</h1>"))
        #expect(try role.get("/settlement/style.css").status == 200)
        #expect(try role.get("/settlement/channels").body.contains(#""state": "settled""#))
        #expect(try role.get("/metrics").body.contains(#"outcome="missing-here"} 1"#))
        #expect(role.stop() == 0)
        // Begun again, it knows what it has.
        let again = try ServingProgram(
            role: "settlement",
            [
                "--database", "sqlite:" + folder.file("ledger.sqlite"), "--files", folder.file("files"), "--cut-off",
                "instore-nexo=23:00",
            ], folder: folder)
        #expect(try again.get("/settlement/runs", options: ["-X", "POST"]).body.contains(#""known": 1"#))
        again.signal(SIGKILL)
    }

    @Test func `a folder that is not there makes settlement unready, and it says which`() throws {
        let folder = try Folder()
        let role = try ServingProgram(
            role: "settlement",
            [
                "--database", "sqlite:" + folder.file("ledger.sqlite"), "--files", folder.file("nowhere"), "--cut-off",
                "ecommerce=00:00",
            ], folder: folder)
        let ready = try role.get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.body.contains("nowhere"))
        #expect(try role.get("/healthz").status == 200)
        #expect(role.stop() == 0)
    }

    @Test func `the nexo host is alive and not ready while nobody decides`() throws {
        let folder = try Folder()
        let role = try ServingProgram(
            role: "nexo-host", ["--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1"], folder: folder)
        #expect(try role.get("/healthz").status == 200)
        #expect(try role.get("/readyz").status == 503)
        #expect(try role.get("/version").body.contains(#""role": "nexo-host""#))
        #expect(role.stop() == 0)
    }

    @Test(arguments: [
        (["settlement", "--files", "f", "--database", "sqlite:x"], "--cut-off"),
        (["settlement", "--files", "f", "--database", "sqlite:x", "--cut-off", "nexo=1"], "CHANNEL=HH:MM"),
        (["nexo-host", "--listen", "127.0.0.1:0"], "--upstream"),
        (["nexo-host", "--upstream", "localhost:9"], "--listen"),
        (["nexo-authorisation", "--listen", "127.0.0.1:0", "--database", "sqlite:x"], "--provider"),
        (["nexo-authorisation", "--listen", "127.0.0.1:0", "--mac-demanded", "yes"], "--mac-key"),
    ])
    func `what is missing is named`(_ arguments: [String], _ name: String) throws {
        let outcome = try BuiltProgram.run(["platform"] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.error.contains(name))
    }
}
