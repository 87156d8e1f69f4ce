import Foundation
import JSON
import Ledger
import StoreSQLite
import TestProcesses
import Testing

/// `vigie pay` and `vigie traffic` on the web's channels, against all their roles as processes of their own.
@Suite struct WebPaymentTests {
    /// The roles behind the web's channels, with SQLite, each at a port that it keeps.
    private final class Platform {
        enum Role: CaseIterable {
            case provider, issuer, threeDS, gateway, redirects
        }

        let folder: Folder
        private var origins: [Role: String] = [:]
        private(set) var roles: [Role: RoleProgram] = [:]
        private let merchants: String
        private let payees: String
        static let key = "vgk_test_shop_one"
        /// Of the key.
        private static let digest = "a0064bccf506eeb971183ebb3507ab75ff302de50066cd756924dfbac377fb10"

        init() throws {
            folder = try Folder()
            for role in Role.allCases { origins[role] = try RoleProgram.freeOrigin() }
            let shop = #"{"id":"shop-1","name":"SHOP ONE","keys":["sha256:\#(Self.digest)"]"#
            merchants = try folder.write("merchants.json", #"{"merchants":[\#(shop)}]}"#)
            payees = try folder.write(
                "payees.json", #"{"merchants":[\#(shop),"returnOrigins":["https://shop.example"]}]}"#)
            for role in Role.allCases { try start(role) }
            let gateway = try #require(roles[.gateway])
            guard try RoleProgram.waits(gateway.admin + "/readyz", for: "ready") else {
                throw RoleProgram.Failure(description: gateway.logText)
            }
        }

        private func origin(_ role: Role) -> String { origins[role] ?? "" }
        private func place(_ role: Role) -> String { String(origin(role).dropFirst(7)) }

        func start(_ role: Role) throws {
            let (name, options): (String, [String]) =
                switch role {
                case .provider: ("provider", ["--database", "sqlite:" + folder.file("provider.sqlite")])
                case .issuer:
                    (
                        "issuer",
                        [
                            "--origin", origin(.issuer), "--server-origin", origin(.threeDS), "--sealing-key",
                            "env:ROLE_KEY",
                        ]
                    )
                case .threeDS:
                    (
                        "3ds-server",
                        [
                            "--origin", origin(.threeDS), "--directory", origin(.issuer) + "/directory",
                            "--return-origin", origin(.gateway), "--sealing-key", "env:ROLE_KEY", "--drain", "1",
                        ]
                    )
                case .gateway:
                    (
                        "gateway",
                        [
                            "--origin", origin(.gateway), "--database", "sqlite:" + folder.file("gateway.sqlite"),
                            "--merchants", merchants, "--provider", "a=" + place(.provider), "--provider-timeout",
                            "2", "--3ds", origin(.threeDS),
                        ]
                    )
                case .redirects:
                    (
                        "apm-gateway",
                        [
                            "--origin", origin(.redirects), "--database", "sqlite:" + folder.file("apm.sqlite"),
                            "--merchants", payees, "--sealing-key", "env:ROLE_KEY",
                        ]
                    )
                }
            roles[role] = try RoleProgram(name, at: origin(role), options, folder: folder)
        }

        func kill(_ role: Role) { roles[role]?.kill9() }

        /// What the commands are told of where the channels are.
        var places: [String] {
            let gateway = place(.gateway)
            return [
                "--to", "ecommerce=" + gateway, "--to", "3ds=" + gateway, "--to", "e-terminal=" + gateway, "--to",
                "apm=" + place(.redirects),
            ]
        }

        func run(_ arguments: [String]) throws -> BuiltProgram.Outcome {
            try BuiltProgram.run(arguments + places, environment: ["VIGIE_SHOP_KEY": Self.key])
        }

        func stop() {
            for role in Role.allCases.reversed() { _ = roles[role]?.stop() }
        }

        var logs: String { roles.values.map(\.logText).joined() }
    }

    @Test func `each channel takes a payment by hand, and tells its steps`() async throws {
        let platform = try Platform()
        for (channel, way, words) in [
            ("ecommerce", "automatic", "Approved."), ("ecommerce", "capture", "it is captured"),
            ("ecommerce", "void", "it is voided"), ("3ds", "frictionless", "Approved."),
            ("3ds", "challenge", "the payer types the code"), ("3ds", "mistype", "Refused: not-authenticated"),
            ("3ds", "cancel", "Refused: not-authenticated"), ("apm", "pay", "it is paid"),
            ("apm", "voucher", "it is paid"), ("apm", "cancel", "Refused: the payer cancelled"),
            ("apm", "late", "Voided: the bank said nothing in time"), ("e-terminal", "charge", "is captured"),
            ("e-terminal", "link", "the payer types the card"),
        ] {
            let outcome = try platform.run(["pay", channel, "--way", way])
            #expect(outcome.status == 0, "\(channel) \(way): \(outcome.error)")
            #expect(outcome.output.contains(words), "\(channel) \(way): \(outcome.output)")
            #expect(!outcome.output.contains(Platform.key))
            #expect(outcome.output.firstMatch(of: #/999904\d{10}/#) == nil)
        }
        let poor = try platform.run(["pay", "e-terminal", "--way", "link", "--poor"])
        #expect(poor.status == 0 && poor.output.contains("Refused: 51"), "\(poor)")
        let wrong = try platform.run(["pay", "3ds", "--way", "moon"])
        #expect(wrong.status == 64 && wrong.error.contains("frictionless, challenge"), "\(wrong)")
        let kept = try platform.run(["pay", "3ds", "--way", "challenge", "--keep-connections", "--json"])
        let json = try JSONValue(reading: Array(kept.output.utf8))
        #expect(json["fate"]?.string == "approved" && json["wasUnknown"]?.bool == false)
        platform.stop()
        #expect(platform.logs.firstMatch(of: #/999904\d{10}/#) == nil)
    }

    @Test func `traffic loses and doubles nothing while every role is killed`() async throws {
        let platform = try Platform()
        let traffic = TestProcess()
        traffic.executableURL = URL(filePath: BuiltProgram.path)
        let record = platform.folder.file("record.jsonl")
        traffic.arguments =
            [
                "traffic", "--channels", "ecommerce,3ds,apm,e-terminal", "--rate", "25", "--for", "12", "--record",
                record, "--resolve", "120", "--patience", "5",
            ] + platform.places
        traffic.environment = ProcessInfo.processInfo.environment.merging(["VIGIE_SHOP_KEY": Platform.key]) { $1 }
        let output = platform.folder.file("traffic.txt")
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        traffic.standardOutput = FileHandle(forWritingAtPath: output)
        traffic.standardError = traffic.standardOutput
        try traffic.run()
        for role in Platform.Role.allCases + Platform.Role.allCases.reversed() {
            usleep(800_000)
            platform.kill(role)
            try platform.start(role)
        }
        traffic.waitUntilExit()
        let told = try String(contentsOfFile: output, encoding: .utf8)
        #expect(traffic.terminationStatus == 0, "\(told)")
        #expect(told.contains("0 are unknown"), "\(told)")
        platform.stop()

        let payments = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n").map {
            try JSONValue(reading: Array($0.utf8))
        }
        #expect(payments.count > 100)
        var approved: [String: Int64] = [:]
        for payment in payments where payment["fate"]?.string == "approved" {
            approved[try #require(payment["reference"]?.string)] = payment["amount"]?.integer
        }
        var taken: [String: Int64] = [:]
        for name in ["gateway.sqlite", "apm.sqlite"] {
            let store = try await SQLiteLedger.open(path: platform.folder.file(name))
            #expect(try await LedgerAudit(store).run().faults.isEmpty)
            for payment in try await store.payments(after: nil, limit: 1_000) {
                if payment.captured > payment.refunded {
                    taken[payment.id.rawValue] = payment.captured - payment.refunded
                }
                #expect(payment.held == 0, "\(payment.id) is still reserved")
            }
            await store.close()
        }
        // What shops believe is what the ledgers say, payment by payment.
        #expect(approved == taken, "\(told)")
        // And so do the provider's books.
        let books = try await Self.providerBooks(platform.folder.file("provider.sqlite"))
        #expect(books.taken == taken.filter { $0.key.hasPrefix("pay_") })
        #expect(books.reserved.isEmpty)
    }

    /// What the provider has taken, and what it still keeps reserved, by the gateway's payments.
    private static func providerBooks(_ path: String) async throws -> (taken: [String: Int64], reserved: [String]) {
        let store = try await SQLiteLedger.open(path: path)
        var taken: [String: Int64] = [:]
        var reserved: [String] = []
        var after: String?
        repeat {
            let records = try await store.records(RecordQuery("provider-order", after: after, limit: 200))
            for record in records {
                let order = try JSONValue(reading: record.body)
                guard let kind = order["kind"]?.string, kind == "authorise" || kind == "pay",
                    order["code"]?.string == "00",
                    order["reversed"]?.bool == false
                else { continue }
                let payment = String(record.id.key.prefix { $0 != "-" })
                let left = (order["captured"]?.integer ?? 0) - (order["refunded"]?.integer ?? 0)
                if left > 0 { taken[payment, default: 0] += left } else { reserved.append(payment) }
            }
            after = records.count == 200 ? records.last?.id.key : nil
        } while after != nil
        await store.close()
        return (taken, reserved)
    }
}
