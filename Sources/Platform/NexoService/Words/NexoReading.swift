internal import Nexo

/// A message that was read, or why it can't be.
struct NexoReading: Sendable {
    let result: Result<NexoDocument, NexoError>

    init(_ bytes: [UInt8]) {
        // Batches are large, and so may be messages that are nearly as large as one may be.
        let limits = bytes.count > NexoLimits.online.bytes / 2 ? NexoLimits.batch : .online
        do throws(NexoError) {
            result = .success(try NexoDocument(reading: bytes, limits: limits))
        } catch {
            result = .failure(error)
        }
    }

    /// The same, but what takes long is read beside the loop on which the connections are.
    static func of(_ bytes: [UInt8]) async -> NexoReading {
        guard bytes.count > NexoLimits.online.bytes else { return NexoReading(bytes) }
        return await Task(executorPreference: globalConcurrentExecutor) { NexoReading(bytes) }.value
    }
}
