import Settlement
import SettlementFolder
import Telemetry
import Vocabulary

/// A service whose folder is not there.
struct FolderSourceElsewhere {
    let source: FolderSource
    let service: SettlementService

    init(_ bench: Bench) {
        source = FolderSource(bench.folder + "/nowhere")
        service = SettlementService(
            SettlementSchedule([:]), store: bench.store, source: source, figures: bench.figures,
            surroundings: .init(
                now: { Bench.midnight }, sleep: { _ in }, logger: Logger(now: { Bench.midnight }) { _ in }))
    }
}
