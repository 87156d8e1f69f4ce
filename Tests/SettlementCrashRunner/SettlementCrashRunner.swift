// Runs settlement once over a folder, until it is done or killed: SettlementCrashRunner LEDGER-URL FOLDER
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
        guard arguments.count == 3 else { fatalError("expected a ledger's URL and a folder") }
        let store = try await open(arguments[1])
        let source = FolderSource(arguments[2])
        guard let cutOff = CutOff(minute: 0, grace: .zero) else { fatalError("midnight is a cut-off") }
        let service = SettlementService(
            SettlementSchedule([.ecommerce: cutOff]), store: store, source: source,
            figures: SettlementFigures(MetricsRegistry()),
            surroundings: .init(
                now: { Instant(seconds: 1_795_136_400) }, sleep: { _ in },
                logger: Logger(now: { Instant(seconds: 0) }) { _ in }))
        // Whoever kills it waits for this.
        Files.write(Array("begun\n".utf8), to: 1)
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
