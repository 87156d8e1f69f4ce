internal import Bytes

/// Follows entries one by one: the chain, each stream's versions, and a replay of projections in memory.
struct JournalWalk {
    private(set) var chain = Chain.empty
    /// What the replayed documents were after the entry asked for; nil until the walk was there.
    private(set) var digestsAtPicture: [Swift.Result<SHA256Digest, JournalError>]?

    private var versions: [StreamName: StreamVersion] = [:]
    private let projections: [any Projection]
    private let documents: [MemoryDocuments]
    private var failures: [JournalError?]
    private let pictureAt: Position?

    init(projections: [any Projection], pictureAt: Position?) {
        self.projections = projections
        self.pictureAt = pictureAt
        documents = projections.map { _ in MemoryDocuments() }
        failures = projections.map { _ in nil }
        takePicture()
    }

    /// Nil when the entry fits, else what does not.
    mutating func take(_ entry: Entry) -> ChainBreak? {
        do throws(ChainBreak) {
            try chain.follow(entry)
        } catch {
            return error
        }
        let expected = versions[entry.stream, default: .none].next
        guard entry.version == expected else {
            return ChainBreak(
                position: entry.position,
                reason: "it has version \(entry.version.rawValue) of stream \(entry.stream), "
                    + "where version \(expected.rawValue) must follow")
        }
        versions[entry.stream] = entry.version
        replay(entry)
        return nil
    }

    private mutating func replay(_ entry: Entry) {
        guard let pictureAt, entry.position <= pictureAt else { return }
        for index in projections.indices where failures[index] == nil {
            do throws(JournalError) {
                try documents[index].apply(entry, by: projections[index])
            } catch {
                failures[index] = error
            }
        }
        takePicture()
    }

    private mutating func takePicture() {
        guard chain.position == pictureAt else { return }
        digestsAtPicture = documents.indices.map { index in
            if let failure = failures[index] { return .failure(failure) }
            return .success(documents[index].documentsDigest.digest)
        }
    }
}
