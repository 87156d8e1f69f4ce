package import Journal
package import Vocabulary

/// Where the console reads what is watched.
package protocol WatchSource: Sendable {
    func matrix() async throws(JournalError) -> WatchMatrixModel
    /// Nil when nothing of the name is watched or was judged.
    func target(_ name: String) async throws(JournalError) -> TargetModel?
    /// Nil when what was measured can't be read now.
    func history(_ target: String, _ reach: TargetHistory.Reach, now: Instant) async -> TargetHistory?
    /// The latest first, at most a hundred.
    func cases() async throws(JournalError) -> [CaseLine]
    func knownCase(_ number: Int) async throws(JournalError) -> CaseModel?
    func noise(_ reach: NoiseModel.Reach, in zone: Zone, now: Instant) async throws(JournalError) -> NoiseModel
}
