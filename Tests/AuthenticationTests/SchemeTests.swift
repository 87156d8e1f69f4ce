import Cards
import HTTP
import HTTPTestSupport
import JSON
import Roles
import Synchronization
import Testing
import ThreeDS
import Vocabulary

@testable import Authentication

/// A directory server that misbehaves, changes, or comes back; and one that is sent rubbish.
@Suite struct SchemeTests {
    @Test func `known ranges are asked for again by their serial number, and stay when nothing changed`() async throws {
        try await withStage { stage in
            let asked = Mutex<[JSONValue]>([])
            let routes = IssuerRoutes(stage.directory)
            var real = Router()
            routes.addInternal(to: &real)
            let inner = real
            stage.issuerPlace.serve { router in
                router.on(.post, IssuerRoutes.directoryPath, bodyLimit: 1 << 20) { request, _ in
                    if let json = try? JSONValue(reading: request.body) { asked.withLock { $0.append(json) } }
                    return inner.reply(to: request) { HTTPResponse(status: $0.status) }
                }
            }
            await stage.service.refreshRanges()
            #expect(asked.withLock { $0.isEmpty })
            stage.clock.advance(.hours(1))
            await stage.service.refreshRanges()
            #expect(asked.withLock { $0.map { $0["serialNum"] } } == ["1"])
            #expect(stage.service.rangesProblem == nil && stage.service.problem == nil)
            let step = try await stage.authenticator.begin(try stage.request(.refused))
            #expect(step == .refused(reason: "not-authenticated"))
        }
    }

    @Test func `a directory server that forgot a serial number is asked for everything`() async throws {
        try await withStage { stage in
            var settings = stage.directory.settings
            settings.serialNumber = "2"
            let renewed = try DirectoryService(
                settings: settings, link: SchemeLink(http: stage.client), surroundings: stage.clock.surroundings)
            stage.issuerPlace.serve { IssuerRoutes(renewed).addInternal(to: &$0) }
            stage.clock.advance(.hours(1))
            await stage.service.refreshRanges()
            #expect(stage.service.rangesProblem?.contains("307") == true)
            // What was known serves until then.
            #expect(stage.service.problem == nil)
            let step = try await stage.authenticator.begin(try stage.request(.refused))
            #expect(step == .refused(reason: "not-authenticated"))
            stage.clock.advance(.seconds(5))
            await stage.service.refreshRanges()
            #expect(stage.service.rangesProblem == nil)
        }
    }

    @Test(
        arguments: [
            ("hung", Fate.Fault.timedOut), ("html", .wrongAnswer), ("500", .malfunction), ("503", .malfunction),
            ("empty", .wrongAnswer), ("other", .wrongAnswer), ("huge", .malfunction),
        ])
    func `whatever the directory server does, the gateway has its answer`(how: String, fault: Fate.Fault) async throws {
        var limits = TimeLimits()
        limits.authentication = TimeSpan(microseconds: 300_000)
        try await withStage(configureServer: { $0.limits = limits }) { stage in
            stage.issuerPlace.serve { router in
                router.on(.post, IssuerRoutes.directoryPath, bodyLimit: 1 << 20) { request, _ in
                    switch how {
                    case "hung":
                        return .later {
                            try? await Task.sleep(for: .seconds(5))
                            return .now(HTTPResponse(status: .noContent))
                        }
                    case "html": return .now(HTTPResponse(body: .bytes(Array("<html>".utf8))))
                    case "500": return .now(HTTPResponse(status: .internalServerError))
                    case "503": return .now(HTTPResponse(status: .serviceUnavailable))
                    case "huge": return .now(HTTPResponse(body: .bytes([UInt8](repeating: 0x20, count: 400_000))))
                    case "other":
                        // An answer about somebody else's transaction.
                        let other = stage.clock.surroundings.identifier()
                        let answer: JSONValue = [
                            "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": .string(other),
                            "acsTransID": .string(other), "dsTransID": .string(other), "acsReferenceNumber": "A",
                            "dsReferenceNumber": "D", "transStatus": "Y", "eci": "05",
                            "authenticationValue": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                        ]
                        return .now(HTTPResponse(body: .bytes(JSONWriter.compact(answer))))
                    default: return .now(HTTPResponse())
                    }
                }
            }
            let request = try stage.request(.frictionless)
            #expect(try await stage.authenticator.begin(request) == .unavailable(fault))
            #expect(try await stage.authenticator.result(of: request.id) == .unavailable(fault))
            #expect(stage.service.unfinished == 0)
        }
    }

    @Test func `twenty right answers at once are one result`() async throws {
        try await withStage { stage in
            let request = try stage.request(.challenge)
            guard case .challenge(let address, let fields) = try await stage.authenticator.begin(request) else {
                return
            }
            let browser = Browser(stage: stage)
            let page = try await browser.post(address, fields.map { ($0.key, $0.value) })
            let code = try page.code()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await browser.answer(page, code: code).status } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses.isSubset(of: [200, 409]))
            guard case .authenticated = try await stage.authenticator.result(of: request.id) else {
                Issue.record("nobody was authenticated")
                return
            }
            #expect(stage.told.map(\.word) == ["authenticated"])
        }
    }

    @Test func `damaged requests get an error message and never a card number`() async throws {
        try await withStage { stage in
            let request = try stage.request(.frictionless)
            let digits = request.card.wireDigits
            var seen: [UInt8] = []
            stage.issuerPlace.serve { router in
                router.on(.post, IssuerRoutes.directoryPath, bodyLimit: 1 << 20) { request, _ in
                    kept.withLock { $0 = request.body }
                    return .now(HTTPResponse(status: .serviceUnavailable))
                }
            }
            _ = try await stage.authenticator.begin(request)
            seen = kept.withLock { $0 }
            #expect(String(decoding: seen, as: UTF8.self).contains(digits))
            var random = SeededRandom(seed: 11)
            for _ in 0..<1_500 {
                var bytes = seen
                for _ in 0...random.below(3) { random.mutate(&bytes) }
                let answer = await stage.directory.answer(bytes)
                #expect([MessageType.error, .authenticationResponse].contains(answer.type))
                let text = String(decoding: answer.bytes(), as: UTF8.self)
                #expect(!text.contains(digits))
            }
        }
    }
}

private let kept = Mutex<[UInt8]>([])
