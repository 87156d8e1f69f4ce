internal import CLI
internal import ISO8583
internal import Ledger
internal import Machine
internal import Network
internal import Operating
internal import Roles
internal import Telemetry
internal import TerminalHost
internal import Wire

/// `vigie platform cb2a-host`.
enum TerminalHostRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.cb2aHost, command, console)
        let options = process.options
        guard let address = try options.address("listen") else {
            throw RoleOptions.usage("cb2a-host needs --listen", "such as --listen 127.0.0.1:9100")
        }
        let loop = try RoleLoop.make("cb2a-host")
        let provider = try ProviderConnection(process, on: loop)
        let tls = try options.tls()
        let store = try await options.openStore()
        let alarm = ReversalAlarm(process.metrics, process.logger)
        let service = TerminalService(
            store: store, provider: provider.link,
            figures: HostFigures(
                process.metrics, outcomes: process.outcomes,
                reversalRefused: { alarm.refused($0, code: $1, tries: $2) },
                reversalConfirmed: { alarm.confirmed($0) }),
            clocks: TerminalService.Clocks(
                now: ServeLog.now, elapsedMicroseconds: { SystemClock.monotonicMicroseconds() }))
        var configuration = WireServerConfiguration(address: address, framing: TerminalService.framing, tls: tls)
        configuration.report = RoleLoop.report(to: process.logger)
        let server = WireServer(configuration, on: loop, service: service)
        let bound: SocketAddress
        do throws(WireError) {
            bound = try await server.start()
        } catch {
            await store.close()
            throw .other(message: error.message, hint: nil, code: error.code == .listen ? .unavailable : .configuration)
        }
        let logger = process.logger
        let working = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                if Task.isCancelled { return }
                do throws(LedgerError) {
                    try await service.work()
                } catch {
                    logger.warning("what is due could not be done; it is tried again", [.error: LogValue(error)])
                }
            }
        }
        let figures = ServerFigures(process.metrics)
        return try await process.run(
            RoleWork(
                places: [("Terminals", "\(bound)")], checks: [RoleLoop.check(of: store), provider.check, alarm.check],
                refresh: {
                    await provider.refresh()
                    await figures.update("terminals", server)
                },
                reload: { provider.reload() + RoleLoop.reload(server) },
                drain: { await server.drain(within: $0) },
                close: {
                    working.cancel()
                    await working.value
                    await provider.close(within: .seconds(1))
                    await store.close()
                    await loop.stop()
                }), signals: signals)
    }
}

/// What roles over frames have in common.
enum RoleLoop {
    static func make(_ name: String) throws(ProgramFailure) -> EventLoop {
        do throws(MachineError) {
            return try EventLoop(name: name)
        } catch {
            throw .other(message: error.message, hint: nil, code: .unavailable)
        }
    }

    /// Whose certificate was not accepted, who sent garbage: for the log, without anything that was sent.
    static func report(to logger: Logger) -> @Sendable (WireFault) -> Void {
        { fault in
            logger.notice(
                "a connection was ended", [.kind: LogValue(fault.kind.rawValue), .reason: LogValue(fault.description)])
        }
    }

    static func check(of store: any RecordStore) -> RoleCheck {
        RoleCheck("database") {
            do throws(LedgerError) {
                _ = try await store.lastSequence()
                return nil
            } catch {
                return error.message
            }
        }
    }

    static func reload(_ server: WireServer) -> [String] {
        do throws(WireError) {
            try server.reloadCertificates()
            return []
        } catch {
            return [error.message]
        }
    }
}
