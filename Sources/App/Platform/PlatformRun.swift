internal import CLI
internal import Roles

/// `vigie platform ROLE`.
enum PlatformRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        guard let role = PlatformRole(rawValue: command.role) else {
            throw RoleOptions.usage("there is no role \(command.role)", "vigie platform --help lists them")
        }
        switch role {
        case .provider: return try await ProviderRun.run(command, on: console, signals: signals)
        case .cb2aHost: return try await TerminalHostRun.run(command, on: console, signals: signals)
        case .nexoHost: return try await NexoHostRun.run(command, on: console, signals: signals)
        case .nexoAuthorisation: return try await NexoAuthorisationRun.run(command, on: console, signals: signals)
        case .settlement: return try await SettlementRun.run(command, on: console, signals: signals)
        default: throw RoleOptions.usage("\(role.rawValue) can't be run yet", nil)
        }
    }
}
