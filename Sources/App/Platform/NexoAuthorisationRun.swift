internal import CLI
internal import Ledger
internal import Machine
internal import Nexo
internal import NexoService
internal import Operating
internal import Roles
internal import Vocabulary

/// `vigie platform nexo-authorisation`.
enum NexoAuthorisationRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.nexoAuthorisation, command, console)
        let options = process.options
        guard let euro = Currency("EUR") else { preconditionFailure("EUR is a currency") }
        var configuration = AuthorisationServer.Configuration(currency: euro)
        configuration.key = try options.macKey()
        configuration.demandsMAC = try options.agrees("mac-demanded")
        let answerTime = try options.duration("provider-timeout", default: 6)
        // All servers together may take twice as long as one, and an instance may have been held up.
        configuration.askedWithin = TimeSpan(microseconds: (answerTime * 10).wholeMicroseconds)
        guard configuration.key != nil || !configuration.demandsMAC else {
            throw RoleOptions.usage("--mac-demanded needs --mac-key", "give the key that the MACs are made with")
        }
        let frames = try NexoFrames(process)
        let provider = try ProviderConnection(process, on: frames.loop)
        let store = try await options.openStore()
        let server = AuthorisationServer(
            configuration, store: store, provider: provider.link,
            figures: NexoFigures(process.metrics, role: "nexo_authorisation", outcomes: process.outcomes),
            surroundings: .living(process.logger))
        let serving: NexoFrames.Serving
        do throws(ProgramFailure) { serving = try await frames.serve(server) } catch {
            await store.close()
            throw error
        }
        let work = Task { await server.work() }
        // What the check finds is what terminals hear when they ask whether the acquirer is available.
        let isThere = provider.check
        let check = RoleCheck(isThere.name) {
            let problem = await isThere.problem()
            server.watch.heard(isSilent: problem != nil)
            return problem
        }
        return try await process.run(
            RoleWork(
                places: serving.places,
                checks: [
                    RoleLoop.check(of: store), check,
                    RoleCheck("duties", holdsBack: false) {
                        let count = server.dutiesRefused
                        return count == 0
                            ? nil : "the provider has refused \(count) captures, refunds or reversals since the start"
                    },
                ],
                refresh: {
                    await provider.refresh()
                    await serving.refresh()
                }, reload: { serving.reload() + provider.reload() },
                drain: { limit in
                    await serving.drain(within: limit)
                    // What is owed after this is done by another instance, or by this one after its restart.
                    work.cancel()
                    await work.value
                },
                close: {
                    await provider.close(within: .seconds(1))
                    await store.close()
                    await frames.loop.stop()
                }), signals: signals)
    }
}

extension RoleOptions {
    /// `yes` or `no`; no when it is left out.
    func agrees(_ option: String) throws(ProgramFailure) -> Bool {
        switch command.value(option) {
        case nil, "no"?: return false
        case "yes"?: return true
        case let text?: throw Self.usage("--\(option): expected yes or no, found \(text)", nil)
        }
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
