internal import Authentication
internal import Bytes
internal import CLI
internal import HTTP
internal import Machine
internal import Operating
internal import Roles
internal import Telemetry
internal import ThreeDS
internal import Vocabulary

/// `vigie platform 3ds-server` and `vigie platform issuer`.
enum AuthenticationRoles {
    static func runServer(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.threeDSServer, command, console)
        let options = process.options
        let origin = try options.origin("origin", example: "https://3ds.example")
        let inside = try options.origin("inside-origin", default: origin)
        var settings = AuthenticationSettings(
            directory: try options.needed("directory", example: "http://127.0.0.1:9301/directory"),
            resultsAddress: inside + ServerRoutes.resultsPath, returnAddress: origin + ServerRoutes.returnPath,
            returnOrigins: try options.origins("return-origin", example: "https://pay.example"),
            key: try options.sealingKey())
        settings.callers = try options.callers()
        // A key is for those who begin; the directory server shows its certificate.
        settings.scheme = CallerRule(peers: try options.peers())
        let client = try RoleClient(options, "scheme-")
        let counts = RoleCounts(process.metrics, channel: .threeDS)
        let service = AuthenticationService(
            settings: settings, link: SchemeLink(http: client.http, policy: client.policy),
            surroundings: .ofThisMachine,
            told: { outcome in
                counts.count(outcome.word, isTechnicalFailure: outcome.isTechnicalFailure)
                if outcome.isTechnicalFailure {
                    process.outcomes.count("failed", reason: outcome.word, channel: .threeDS)
                } else {
                    process.outcomes.count(outcome.word == "refused" ? "refused" : "approved", channel: .threeDS)
                }
            })
        process.metrics.gauge("vigie_platform_3ds_unfinished", "Authentications that are begun and not ended.") {
            Double(service.unfinished)
        }
        let routes = ServerRoutes(service)
        let server = try RoleServer(
            options, inside: { routes.addInternal(to: &$0) }, browsers: { routes.addBrowser(to: &$0) })
        let work = RoleLoops([
            (.milliseconds(200), { await service.tick() }),
            (.seconds(1), { await service.refreshRanges() }),
        ])
        return try await process.run(
            RoleWork(
                places: server.places,
                checks: [RoleCheck("directory server") { service.rangesProblem ?? service.problem }],
                reload: { server.reload() + client.reload() },
                drain: { time in
                    service.drain()
                    await RoleLoops.wait(atMost: time) { service.unfinished == 0 }
                    await server.drain(.seconds(1))
                },
                close: {
                    await work.stop()
                    await client.close()
                }), signals: signals)
    }

    static func runIssuer(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.issuer, command, console)
        let options = process.options
        let origin = try options.origin("origin", example: "https://bank.example")
        let inside = try options.origin("inside-origin", default: origin)
        var settings = IssuerSettings(
            directoryAddress: inside + IssuerRoutes.directoryPath,
            challengeAddress: origin + IssuerRoutes.challengePath,
            serverOrigins: try options.origins("server-origin", example: "https://3ds.example"),
            key: try options.sealingKey())
        settings.callers = try options.callers()
        let client = try RoleClient(options, "scheme-")
        let counts = RoleCounts(process.metrics, channel: .threeDS)
        let service: DirectoryService
        do throws(ProtocolError) {
            service = try DirectoryService(
                settings: settings, link: SchemeLink(http: client.http, policy: client.policy),
                surroundings: .ofThisMachine,
                told: { word, isTechnical in counts.count(word, isTechnicalFailure: isTechnical) })
        } catch {
            throw .other(message: error.description, hint: nil, code: .fault)
        }
        process.metrics.gauge("vigie_platform_challenges_open", "Challenges that no cardholder has answered yet.") {
            Double(service.openChallenges)
        }
        let routes = IssuerRoutes(service)
        let server = try RoleServer(
            options, inside: { routes.addInternal(to: &$0) }, browsers: { routes.addBrowser(to: &$0) })
        let work = RoleLoops([(.milliseconds(200), { await service.tick() })])
        return try await process.run(
            RoleWork(
                places: server.places, reload: { server.reload() + client.reload() },
                drain: { time in
                    service.drain()
                    await RoleLoops.wait(atMost: time) { service.openChallenges == 0 }
                    await server.drain(.seconds(1))
                },
                close: {
                    await work.stop()
                    await client.close()
                }), signals: signals)
    }
}

extension Surroundings {
    static let ofThisMachine = Surroundings(
        now: { Instant(microseconds: SystemClock.wallMicroseconds()) }, random: { Entropy.bytes($0) })
}
