internal import CLI
internal import HTTP
internal import JSON
internal import Ledger
internal import Machine
internal import Operating
internal import Redirects
internal import Roles
internal import Settings
internal import Telemetry
internal import Vocabulary

/// `vigie platform apm-gateway`.
enum RedirectRole {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.redirects, command, console)
        let options = process.options
        let settings = RedirectSettings(
            origin: try options.origin("origin", example: "https://apm.example"),
            merchants: try options.merchants().map { RedirectMerchant($0) },
            key: try options.sealingKey(), bankKey: try options.key("bank-secret") ?? Entropy.bytes(32))
        let client = try RoleClient(options, "scheme-")
        let counts = RoleCounts(process.metrics, channel: .alternative)
        let store = try await options.openStore()
        let service = RedirectService(
            settings: settings, store: store, surroundings: .ofThisMachine,
            told: { happening in
                counts.count(happening.word, isTechnicalFailure: happening.isTechnicalFailure)
                switch happening.word {
                case "paid": process.outcomes.count("approved", channel: .alternative)
                case "cancelled", "expired":
                    process.outcomes.count("refused", reason: happening.word, channel: .alternative)
                default: break
                }
            })
        let routes = RedirectRoutes(service)
        let server: RoleServer
        do throws(ProgramFailure) {
            server = try RoleServer(
                options, inside: { routes.addInternal(to: &$0) }, browsers: { routes.addBrowser(to: &$0) })
        } catch {
            await store.close()
            throw error
        }
        let bank = SimulatedBank(service)
        let logger = process.logger
        @Sendable func trying(_ what: String, _ work: () async throws(RedirectRefusal) -> Int) async {
            do throws(RedirectRefusal) {
                _ = try await work()
            } catch {
                logger.warning(
                    "what was due could not be done", [.kind: LogValue(what), .error: LogValue(error.detail)])
            }
        }
        let telling = SideWork(most: 16)
        let work = RoleLoops([
            (.milliseconds(200), { await trying("bank") { () throws(RedirectRefusal) in try await bank.tell() } }),
            (.seconds(1), { await trying("expiry") { () throws(RedirectRefusal) in try await service.endOverdue() } }),
            (
                .milliseconds(200),
                {
                    // A shop that does not answer holds up none of the others: what is being told is not due meanwhile.
                    telling.begin {
                        await trying("notifications") { () throws(RedirectRefusal) in
                            try await service.tellMerchants(client.http, tellPolicy(client.policy()))
                        }
                    }
                }
            ),
        ])
        return try await process.run(
            RoleWork(
                places: server.places,
                checks: [
                    RoleCheck("database") {
                        do throws(LedgerError) {
                            _ = try await store.lastSequence()
                            return nil
                        } catch {
                            return error.message
                        }
                    }
                ], reload: { server.reload() + client.reload() }, drain: { await server.drain($0) },
                close: {
                    await work.stop()
                    await client.close()
                    await telling.wait()
                    await store.close()
                }), signals: signals)
    }

    /// Merchants of a reference platform live on private addresses as often as not.
    private static func tellPolicy(_ policy: FetchPolicy) -> FetchPolicy {
        var policy = policy
        policy.addresses = .any
        policy.redirects.maximum = 0
        policy.connection = .keepAlive
        policy.totalMilliseconds = 10_000
        policy.bodyBytes = 64 << 10
        return policy
    }
}
