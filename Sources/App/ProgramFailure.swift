internal import CLI
internal import Journal
internal import Settings

/// Why a command ended without doing its work, with the class that its exit code tells.
enum ProgramFailure: Error {
    case settings(SettingsFailure)
    case journal(JournalError)
    case other(message: String, hint: String?, code: ExitCode)

    func report(on console: Console) -> ExitCode {
        switch self {
        case .settings(let failure):
            console.error(failure)
            return .configuration
        case .journal(let error):
            let code = Self.code(of: error)
            console.error(error.message, hint: Self.hint(for: error), code: code)
            return code
        case .other(let message, let hint, let code):
            console.error(message, hint: hint, code: code)
            return code
        }
    }

    private static func code(of error: JournalError) -> ExitCode {
        switch error.code {
        case .refused: .cannotCreate
        case .versionConflict, .idempotencyConflict: .temporary
        case .unavailable: .unavailable
        case .full: .inputOutput
        case .corrupt: .data
        case .schema: .configuration
        case .closed, .failed: .fault
        }
    }

    private static func hint(for error: JournalError) -> String? {
        switch error.code {
        case .corrupt: "vigie verify names the first place; restore a backup into a new directory"
        case .full: "free space on the disk, then try the same again"
        default: nil
        }
    }
}
