internal import Access
internal import CLI
internal import JSON
internal import Journal
internal import Machine
internal import Settings

/// `vigie rescue`: a code for a new password, for who has the data in hand.
enum RescueCommand {
    static func run(
        _ source: SettingsSource, email: String, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        let settings = try SettingsFile.load(source)
        try Installation.requireFile(of: settings.database)
        // One process appends to a file; a database of several nodes takes what this one adds.
        let isFile = if case .sqlite = settings.database { true } else { false }
        let result: Result<(user: User, code: OneTimeCode), ProgramFailure>
        do throws(JournalError) {
            let store = try await Installation.open(
                settings.database, password: settings.databasePassword, for: isFile ? .serve : .beside)
            result = await rescue(email, settings, store)
            await store.close()
        } catch {
            throw .journal(error)
        }
        let (user, code) = try result.get()
        console.answer([
            "user": .string(user.id.rawValue), "code": .string(code.text), "place": "/en/console/new-password",
        ])
        console.line(
            "✓ \(user.name) sets a new password at /en/console/new-password with this code, once and within a day:")
        console.line("  \(code.text)")
        return .success
    }

    private static func rescue(
        _ email: String, _ settings: Settings, _ store: any JournalStore
    ) async -> Result<(user: User, code: OneTimeCode), ProgramFailure> {
        do throws(ProgramFailure) {
            let access = AccessService(
                store: store, key: try ConsoleKey.load(settings),
                surroundings: AccessService.Surroundings(now: ServeLog.now, random: Entropy.bytes) { $0.run() })
            do throws(AccessRefusal) {
                return .success(try await access.rescue(email: email))
            } catch {
                let isUnknown = error.code == .notFound || error.code == .invalid
                throw .other(
                    message: error.message, hint: isUnknown ? "which address does the user sign in with?" : nil,
                    code: isUnknown ? .data : .unavailable)
            }
        } catch {
            return .failure(error)
        }
    }
}
