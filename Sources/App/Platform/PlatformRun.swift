internal import CLI
internal import Roles

/// `vigie platform ROLE`, and `vigie platform` for all of them.
enum PlatformRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        if command.role.isEmpty { return try await WholePlatform.run(command, on: console, signals: signals) }
        guard let role = PlatformRole(rawValue: command.role) else {
            throw RoleOptions.usage("there is no role \(command.role)", "vigie platform --help lists them")
        }
        switch role {
        case .threeDSServer: return try await AuthenticationRoles.runServer(command, on: console, signals: signals)
        case .issuer: return try await AuthenticationRoles.runIssuer(command, on: console, signals: signals)
        case .redirects: return try await RedirectRole.run(command, on: console, signals: signals)
        case .provider: return try await ProviderRun.run(command, on: console, signals: signals)
        case .cb2aHost: return try await TerminalHostRun.run(command, on: console, signals: signals)
        case .gateway: return try await GatewayRun.run(command, on: console, signals: signals)
        case .nexoHost: return try await NexoHostRun.run(command, on: console, signals: signals)
        case .nexoAuthorisation: return try await NexoAuthorisationRun.run(command, on: console, signals: signals)
        case .settlement: return try await SettlementRun.run(command, on: console, signals: signals)
        }
    }
}
