internal import Acquiring
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
        let upstreams = try options.places("upstream", example: "127.0.0.1:9400")
        var configuration = NexoHost.Configuration()
        configuration.key = try options.macKey()
        configuration.answeredWithin = try options.duration("upstream-timeout", default: 20)
        let tls = try options.tls("upstream-")
        let frames = try NexoFrames(process)
        var links: [(name: String, link: WireLink)] = []
        for upstream in upstreams {
            var linkConfiguration = WireLinkConfiguration(
                host: upstream.host, port: upstream.port, framing: NexoHost.framing, tls: tls, key: NexoHost.key)
            linkConfiguration.connections = 2
            linkConfiguration.inFlightMost = configuration.dialogue.questionsMost
            linkConfiguration.frameBytesMost = NexoLimits.batch.bytes
            linkConfiguration.outputBytesMost = 4 * NexoLimits.batch.bytes
            do throws(WireError) {
                links.append(("\(upstream.host):\(upstream.port)", try WireLink(linkConfiguration, on: frames.loop)))
            } catch {
                throw .other(message: error.message, hint: nil, code: .configuration)
            }
        }
        let route = FrameRoute(
            links.map { ($0.name, $0.link as any FrameLink) },
            elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, metrics: process.metrics,
            prefix: "vigie_platform_nexo_upstream")
        let host = NexoHost(
            configuration, link: route,
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
        let ways = links
        return try await process.run(
            RoleWork(
                places: serving.places,
                checks: [
                    RoleCheck("authorisation") {
                        await host.isAvailable()
                            ? nil : "no authorisation server answers, or one says that no payment can be decided"
                    }
                ],
                refresh: {
                    route.refresh()
                    await serving.refresh()
                },
                reload: {
                    var problems = serving.reload()
                    for (name, link) in ways {
                        do throws(WireError) { try link.reloadCertificates() } catch {
                            problems.append("\(name): \(error.message)")
                        }
                    }
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
                    for (_, link) in ways { await link.close(within: .seconds(1)) }
                    await frames.loop.stop()
                }), signals: signals)
    }
}
