import Foundation
import JSON
import TestProcesses
import Testing

/// `vigie probe` against every payment channel, whose roles are processes of their own: as it is to be, and broken.
@Suite struct ChannelProbeTests {
    private final class Roles {
        let folder: Folder
        private var origins: [String: String] = [:]
        private(set) var roles: [String: RoleProgram] = [:]
        static let key = "vgk_test_shop_one"
        /// Of the key.
        private static let digest = "a0064bccf506eeb971183ebb3507ab75ff302de50066cd756924dfbac377fb10"

        init(_ names: String...) throws {
            folder = try Folder()
            for name in ["provider", "issuer", "3ds-server", "gateway", "apm-gateway", "cb2a-host", "nexo-host"] {
                origins[name] = try RoleProgram.freeOrigin()
            }
            origins["nexo-authorisation"] = try RoleProgram.freeOrigin()
            for name in names { try start(name) }
        }

        func place(_ role: String) -> String { String((origins[role] ?? "").dropFirst(7)) }

        func start(_ name: String, _ more: [String] = []) throws {
            let origin = origins[name] ?? ""
            let provider = ["--provider", "a=" + place("provider"), "--provider-timeout", "2"]
            let database = ["--database", "sqlite:" + folder.file("\(name).sqlite")]
            let merchants = try folder.write(
                "merchants.json",
                #"{"merchants":[{"id":"shop-1","name":"SHOP ONE","keys":["sha256:\#(Self.digest)"],"#
                    + #""returnOrigins":["https://shop.example"]}]}"#)
            let options: [String] =
                switch name {
                case "provider": database
                case "issuer":
                    [
                        "--origin", origin, "--server-origin", origins["3ds-server"] ?? "", "--sealing-key",
                        "env:ROLE_KEY",
                    ]
                case "3ds-server":
                    [
                        "--origin", origin, "--directory", (origins["issuer"] ?? "") + "/directory", "--return-origin",
                        "https://shop.example", "--sealing-key", "env:ROLE_KEY", "--drain", "1",
                    ]
                case "gateway": ["--origin", origin, "--merchants", merchants] + provider + database
                case "apm-gateway":
                    ["--origin", origin, "--merchants", merchants, "--sealing-key", "env:ROLE_KEY"] + database
                case "nexo-host": ["--upstream", place("nexo-authorisation")]
                default: provider + database
                }
            roles[name] = try RoleProgram(name, at: origin, options + more, folder: folder)
        }

        func kill(_ role: String) { roles[role]?.kill9() }

        /// The probes by name, and what came of the one that is run until it comes to that.
        func probe(_ declared: String, until stage: String = "none") throws -> (status: Int32, answer: JSONValue) {
            let text = "vantages: [{name: here}]\nparts: [{name: all, kind: instance}]\nprobes:\n" + declared
            _ = try folder.write("watch.yaml", text)
            let settings = try folder.write("vigie.yaml", "watch: {file: watch.yaml}\n")
            var outcome = BuiltProgram.Outcome(status: -1, output: "", error: "")
            for _ in 0..<40 {
                outcome = try BuiltProgram.run(
                    ["probe", "--config", settings, "p", "--json"],
                    environment: ["SHOP": Self.key, "OTHER": "vgk_test_nobody"])
                #expect(!outcome.output.contains(Self.key) && !outcome.error.contains(Self.key))
                #expect(outcome.output.firstMatch(of: #/9999\d{12}/#) == nil)
                let answer = try JSONValue(reading: Array(outcome.output.utf8))
                let result = answer["results"]?.array?.first ?? .null
                if result["stage"]?.string == stage { return (outcome.status, result) }
                usleep(250_000)
            }
            throw RoleProgram.Failure(description: "it never came to \(stage): \(outcome)")
        }

        func declared(_ kind: String, _ role: String, _ more: String = "") -> String {
            let place = place(role)
            let to = ["cb2a-host", "nexo-host"].contains(role) ? place : "http://\(place)/"
            return "  - {name: p, kind: \(kind), to: \"\(to)\", timeout: 20s, through: [all]\(more)}\n"
        }
    }

    private func words(_ answer: JSONValue) -> String { answer["words"]?.string ?? "" }
    private func outcome(_ answer: JSONValue) -> String { answer["outcome"]?.string ?? "" }

    @Test func `ecommerce and e-terminal pay and undo it, and say who failed`() throws {
        let roles = try Roles("provider", "gateway")
        for (kind, more, told) in [
            ("ecommerce", "", "by its own refusal 401 unauthorised"),
            ("ecommerce", ", secret: \"env:SHOP\"", "it answers"),
            ("ecommerce", ", operation: payment, secret: \"env:SHOP\"", "voided"), ("e-terminal", "", "is there"),
            ("e-terminal", ", secret: \"env:SHOP\"", "is there"),
            ("e-terminal", ", operation: payment, secret: \"env:SHOP\"", "charged, and refunded"),
        ] {
            let good = try roles.probe(roles.declared(kind, "gateway", more))
            #expect(good.status == 0 && words(good.answer).contains(told), "\(good)")
            #expect(good.answer["phases"]?["connect"] != nil && good.answer["phases"]?["wait"] != nil)
        }
        for (kind, operation) in [("ecommerce", "echo"), ("ecommerce", "payment"), ("e-terminal", "payment")] {
            let wrong = try roles.probe(
                roles.declared(kind, "gateway", ", operation: \(operation), secret: \"env:OTHER\""), until: "answer")
            #expect(wrong.status == 69, "\(kind) \(operation): \(wrong)")
        }
        let payment = ", operation: payment, secret: \"env:SHOP\""
        roles.kill("provider")
        let behind = try roles.probe(roles.declared("ecommerce", "gateway", payment), until: "behind")
        #expect(behind.status == 69 && outcome(behind.answer) == "failed", "\(behind)")
        let echo = try roles.probe(roles.declared("ecommerce", "gateway"))
        #expect(echo.status == 0, "whoever answers is there, whatever stands behind it")
        roles.kill("gateway")
        let down = try roles.probe(roles.declared("ecommerce", "gateway", payment), until: "connect")
        #expect(down.status == 69 && down.answer["code"]?.integer == 111, "\(down)")
    }

    @Test func `3-D Secure is asked without a challenge, and a dead issuer is told`() throws {
        let roles = try Roles("issuer", "3ds-server")
        let echo = try roles.probe(roles.declared("3ds", "3ds-server"))
        #expect(echo.status == 0, "\(echo)")
        let good = try roles.probe(roles.declared("3ds", "3ds-server", ", operation: frictionless"))
        #expect(good.status == 0 && words(good.answer).contains("authenticated without a challenge"), "\(good)")
        let elsewhere = try roles.probe(
            roles.declared("3ds", "3ds-server", ", operation: frictionless, return_address: \"https://a.example/\""),
            until: "answer")
        #expect(elsewhere.answer["code"]?.integer == 422, "\(elsewhere)")
        roles.kill("issuer")
        let behind = try roles.probe(roles.declared("3ds", "3ds-server", ", operation: frictionless"), until: "behind")
        #expect(behind.status == 69, "\(behind)")
    }

    @Test func `a redirect is paid at the bank, told of and given back`() throws {
        let roles = try Roles("apm-gateway")
        let good = try roles.probe(
            roles.declared("apm", "apm-gateway", ", operation: round-trip, secret: \"env:SHOP\""))
        #expect(good.status == 0 && words(good.answer).contains("paid at the bank, and told"), "\(good)")
        #expect(good.answer["measures"]?["notification"]?.decimal != nil)
        let echo = try roles.probe(roles.declared("apm", "apm-gateway"))
        #expect(echo.status == 0, "\(echo)")
        let wrong = try roles.probe(
            roles.declared("apm", "apm-gateway", ", operation: round-trip, secret: \"env:OTHER\""), until: "answer")
        #expect(wrong.answer["code"]?.integer == 401, "\(wrong)")
        roles.kill("apm-gateway")
        let down = try roles.probe(roles.declared("apm", "apm-gateway"), until: "connect")
        #expect(down.status == 69, "\(down)")
    }

    @Test func `a host for terminals answers an echo and refuses as it is to`() throws {
        let roles = try Roles("provider", "cb2a-host")
        let echo = try roles.probe(roles.declared("instore-cb2a", "cb2a-host"))
        #expect(echo.status == 0 && words(echo.answer) == "the echo was answered", "\(echo)")
        let refused = try roles.probe(roles.declared("instore-cb2a", "cb2a-host", ", operation: refused-authorisation"))
        #expect(refused.status == 0 && outcome(refused.answer) == "refused", "\(refused)")
        #expect(refused.answer["code"]?.integer == 51)
        roles.kill("provider")
        let behind = try roles.probe(
            roles.declared("instore-cb2a", "cb2a-host", ", operation: refused-authorisation"), until: "behind")
        #expect(behind.status == 69 && behind.answer["code"]?.integer == 91, "\(behind)")
        let clear = try roles.probe(roles.declared("instore-cb2a", "cb2a-host", ", tls: true"), until: "secure")
        #expect(clear.status == 69, "\(clear)")
        roles.kill("cb2a-host")
        let down = try roles.probe(roles.declared("instore-cb2a", "cb2a-host"), until: "connect")
        #expect(down.answer["code"]?.integer == 111, "\(down)")
    }

    @Test func `a nexo host says whether its acquirer is there, and an authorisation is reversed`() throws {
        let roles = try Roles("provider", "nexo-authorisation", "nexo-host")
        let good = try roles.probe(roles.declared("instore-nexo", "nexo-host"))
        #expect(good.status == 0 && words(good.answer).contains("acquirer is available"), "\(good)")
        let paid = try roles.probe(roles.declared("instore-nexo", "nexo-host", ", operation: authorisation"))
        #expect(paid.status == 0 && words(paid.answer).contains("and reversed"), "\(paid)")
        roles.kill("provider")
        let unpaid = try roles.probe(
            roles.declared("instore-nexo", "nexo-host", ", operation: authorisation"), until: "behind")
        #expect(unpaid.status == 69, "\(unpaid)")
        roles.kill("nexo-authorisation")
        let behind = try roles.probe(roles.declared("instore-nexo", "nexo-host"), until: "behind")
        #expect(behind.status == 69 && words(behind.answer).contains("not available"), "\(behind)")
    }

    @Test func `a certificate of a host that is wrong is told`() throws {
        let roles = try Roles("provider")
        for name in ["cb2a", "other"] {
            let made = TestProcess()
            made.executableURL = URL(filePath: "/usr/bin/openssl")
            made.arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name).test", "-keyout",
                roles.folder.file(name + ".key"), "-out", roles.folder.file(name + ".pem"),
            ]
            made.standardError = FileHandle.nullDevice
            try made.run()
            made.waitUntilExit()
        }
        try roles.start(
            "cb2a-host",
            ["--certificate", roles.folder.file("cb2a.pem"), "--key", roles.folder.file("cb2a.key")])
        func declared(_ name: String, _ authority: String) -> String {
            roles.declared(
                "instore-cb2a", "cb2a-host",
                ", tls: true, server_name: \(name), authorities: \(roles.folder.file(authority + ".pem"))")
        }
        let good = try roles.probe(declared("cb2a.test", "cb2a"))
        #expect(good.status == 0 && good.answer["phases"]?["secure"] != nil, "\(good)")
        let named = try roles.probe(declared("other.test", "cb2a"), until: "secure")
        #expect(named.status == 69 && named.answer["code"]?.integer == 62, "\(named)")
        let untrusted = try roles.probe(declared("cb2a.test", "other"), until: "secure")
        #expect(untrusted.status == 69, "\(untrusted)")
    }
}
