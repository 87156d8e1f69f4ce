internal import CLI
internal import HTTP
internal import ISO8583
internal import Ledger
internal import Machine
internal import Network
internal import Operating
internal import ProviderHost
internal import Roles
internal import Telemetry
internal import Wire

/// `vigie platform provider`: a server of the provider for each `--listen`. With PostgreSQL each may be a process of its own.
enum ProviderRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.provider, command, console)
        let options = process.options
        let addresses = try options.addresses("listen")
        guard !addresses.isEmpty else {
            throw RoleOptions.usage("provider needs --listen", "such as --listen 127.0.0.1:9200, once for each server")
        }
        let names = addresses.count == 1 ? [options.name] : addresses.indices.map { "\(options.name)-\($0 + 1)" }
        let folder = command.value("files")
        let loop = try RoleLoop.make("provider")
        let tls = try options.tls()
        let store = try await options.openStore()
        let desk = ProviderDesk(store, now: ServeLog.now, random: { Entropy.number() })
        let faults = FaultBoard(names)
        let counters = ProviderService.Figures(process.metrics)
        var servers: [(name: String, server: WireServer)] = []
        var places: [(what: String, address: String)] = []
        do throws(WireError) {
            for (name, address) in zip(names, addresses) {
                var configuration = WireServerConfiguration(
                    address: address, framing: ProviderMessage.profile.framing, tls: tls)
                configuration.report = RoleLoop.report(to: process.logger)
                let server = WireServer(
                    configuration, on: loop,
                    service: ProviderService(name, desk: desk, faults: faults, figures: counters, now: ServeLog.now))
                places.append(("Server \(name)", "\(try await server.start())"))
                servers.append((name, server))
            }
        } catch {
            await store.close()
            throw .other(message: error.message, hint: nil, code: error.code == .listen ? .unavailable : .configuration)
        }
        let control = ProviderControl(
            faults: faults, settlement: ProviderSettlement(store, now: ServeLog.now),
            keep: { name, text in try keep(name, text, in: folder) })
        let figures = ServerFigures(process.metrics)
        let running = servers
        return try await process.run(
            RoleWork(
                places: places, checks: [RoleLoop.check(of: store)], routes: { control.add(to: &$0) },
                refresh: { for (name, server) in running { await figures.update(name, server) } },
                reload: { running.flatMap { RoleLoop.reload($0.server) } },
                drain: { limit in
                    await withTaskGroup { group in
                        for (_, server) in running { group.addTask { await server.drain(within: limit) } }
                    }
                },
                close: {
                    await store.close()
                    await loop.stop()
                }), signals: signals)
    }

    /// A file appears under its name only when it is whole; without `--files` its text is in the answer alone.
    private static func keep(_ name: String, _ text: String, in folder: String?) throws {
        guard let folder else { return }
        try Files.makeFolder(folder)
        try Files.replace("\(folder)/\(name)", with: Array(text.utf8))
    }
}
