internal import CLI
internal import Machine
internal import Nexo
internal import NexoService
internal import Operating
internal import Roles
internal import Settings
internal import Telemetry
internal import Vocabulary
internal import Wire

/// `vigie platform nexo-host`.
enum NexoHostRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.nexoHost, command, console)
        let options = process.options
        let upstream = try options.place("upstream", example: "127.0.0.1:9400")
        var configuration = NexoHost.Configuration()
        configuration.key = try options.macKey()
        configuration.answeredWithin = try options.duration("upstream-timeout", default: 20)
        var linkConfiguration = WireLinkConfiguration(
            host: upstream.host, port: upstream.port, framing: NexoHost.framing, tls: try options.tls("upstream-"),
            key: NexoHost.key)
        linkConfiguration.connections = 2
        linkConfiguration.inFlightMost = configuration.dialogue.questionsMost
        linkConfiguration.frameBytesMost = NexoLimits.batch.bytes
        linkConfiguration.outputBytesMost = 4 * NexoLimits.batch.bytes
        let frames = try NexoFrames(process)
        let link: WireLink
        do throws(WireError) { link = try WireLink(linkConfiguration, on: frames.loop) } catch {
            throw .other(message: error.message, hint: nil, code: .configuration)
        }
        let host = NexoHost(
            configuration, link: link,
            figures: NexoFigures(process.metrics, role: "nexo_host", outcomes: process.outcomes),
            surroundings: .living(process.logger))
        process.metrics.gauge("vigie_platform_nexo_host_terminals", "Connections of terminals that said something.") {
            Double(host.terminals)
        }
        process.metrics.gauge("vigie_platform_nexo_host_reversals_waiting", "Reversals that nobody has heard yet.") {
            Double(host.reversalsWaiting)
        }
        let serving = try await frames.serve(host)
        let work = Task { await host.work() }
        return try await process.run(
            RoleWork(
                places: serving.places,
                checks: [
                    RoleCheck("authorisation") {
                        await host.isAvailable()
                            ? nil : "the authorisation server does not answer, or says that no payment can be decided"
                    }
                ],
                refresh: { await serving.refresh() },
                reload: {
                    var problems = serving.reload()
                    do throws(WireError) { try link.reloadCertificates() } catch { problems.append(error.message) }
                    return problems
                },
                drain: { limit in
                    await serving.drain(within: limit)
                    // What is owed is said once more; what is not heard then is taken back by the terminals.
                    await host.takeBack()
                    work.cancel()
                    await work.value
                },
                close: {
                    await link.close(within: .seconds(1))
                    await frames.loop.stop()
                }), signals: signals)
    }
}
