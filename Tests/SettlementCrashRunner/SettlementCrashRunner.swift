// Runs settlement once over a folder, until it is done or kills itself (-9): SettlementCrashRunner LEDGER-URL FOLDER MICROSECONDS
import Glibc
import Ledger
import Machine
import Settlement
import SettlementFolder
import StorePostgres
import StoreSQLite
import Telemetry
import Vocabulary

@main
enum SettlementCrashRunner {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let span = Int64(arguments[3]) else {
            fatalError("expected a ledger's URL, a folder and when to die")
        }
        let store = try await open(arguments[1])
        let source = FolderSource(arguments[2])
        guard let cutOff = CutOff(minute: 0, grace: .zero) else { fatalError("midnight is a cut-off") }
        let service = SettlementService(
            SettlementSchedule([.ecommerce: cutOff]), store: store, source: source,
            figures: SettlementFigures(MetricsRegistry()),
            surroundings: .init(
                now: { Instant(seconds: 1_795_136_400) }, sleep: { _ in },
                logger: Logger(now: { Instant(seconds: 0) }) { _ in }))
        if span == 0 { kill(getpid(), SIGKILL) }
        Task.detached {
            try? await Task.sleep(for: .microseconds(span))
            kill(getpid(), SIGKILL)
        }
        let run = await service.run()
        if let problem = run.problem { fatalError(problem) }
        Files.write(Array("done\n".utf8), to: 1)
        await store.close()
    }

    private static func open(_ url: String) async throws -> any RecordStore {
        if url.hasPrefix("sqlite:") { return try await SQLiteLedger.open(path: String(url.dropFirst(7))) }
        return try await PostgresLedger.open(url: url)
    }
}
