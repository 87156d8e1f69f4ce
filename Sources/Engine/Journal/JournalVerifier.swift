internal import Bytes

/// Reads a whole journal again and says whether it is what was recorded: every hash, every stream's versions, the
/// stored end of the chain, the store's own structure, and every read model against a fresh replay.
///
/// Others may go on appending meanwhile; what they add after the start is not looked at.
package struct JournalVerifier: Sendable {
    private static let pageEntries = 500

    private let store: any JournalTransfer
    private let projections: [any Projection]

    package init(_ store: any JournalTransfer, projections: [any Projection]) {
        self.store = store
        self.projections = projections
    }

    /// Throws only when the store cannot be asked (closed, unreachable); everything that is wrong with what is stored
    /// is in the report.
    ///
    /// `progress` is told after every page of entries how far it is, and how far it will go.
    package func verify(
        progress: (Position, Position) -> Void = { _, _ in }
    ) async throws(JournalError) -> VerificationReport {
        var report = VerificationReport()
        let picture = try await report.keepGoing { () async throws(JournalError) in try await readPicture() }
        guard let head = try await report.keepGoing({ () async throws(JournalError) in try await store.head() }) else {
            return report
        }
        var walk = JournalWalk(projections: picture == nil ? [] : projections, pictureAt: picture?.position)
        try await follow(&walk, to: head, report: &report, progress: progress)
        report.head = walk.chain
        if walk.chain.position == head.position {
            try await compareEnd(walk.chain, with: head, report: &report)
        }
        let storage = try await report.keepGoing { () async throws(JournalError) in try await store.storageProblems() }
        for problem in storage ?? [] { report.add("storage: \(problem)") }
        if let picture { compare(picture, with: walk, report: &report) }
        return report
    }

    /// What the store's read models say, and after which entry.
    private struct Picture: Sendable {
        var position: Position
        var digests: [SHA256Digest]
    }

    private func readPicture() async throws(JournalError) -> Picture {
        let names = projections.map(\.name)
        return try await store.read { (documents) throws(JournalError) in
            var digests: [SHA256Digest] = []
            for name in names { digests.append(try DocumentsDigest.of(name, in: documents)) }
            return Picture(position: documents.position, digests: digests)
        }
    }

    private func follow(
        _ walk: inout JournalWalk, to head: Chain, report: inout VerificationReport,
        progress: (Position, Position) -> Void
    ) async throws(JournalError) {
        var page = Self.pageEntries
        while walk.chain.position < head.position {
            let entries: [Entry]
            do throws(JournalError) {
                entries = try await store.entries(after: walk.chain.position, limit: page)
            } catch {
                guard error.code == .corrupt || error.code == .failed else { throw error }
                // One page holds many entries: read them one by one to name the place exactly.
                guard page == 1 else {
                    page = 1
                    continue
                }
                let place = walk.chain.position.next
                report.add("cannot be read: \(error.message)", at: place)
                return
            }
            guard !entries.isEmpty else {
                report.add(
                    "the entry is missing: the journal's end is recorded as \(head.position.rawValue), "
                        + "but entries stop at \(walk.chain.position.rawValue)", at: walk.chain.position.next)
                return
            }
            for entry in entries where entry.position <= head.position {
                if let problem = walk.take(entry) {
                    report.add(problem.reason, at: problem.position)
                    return
                }
            }
            if walk.chain.position > head.position || entries.allSatisfy({ $0.position > head.position }) {
                report.add(
                    "the entry is missing: the next one found is \(entries[0].position.rawValue)",
                    at: walk.chain.position.next)
                return
            }
            progress(walk.chain.position, head.position)
        }
    }

    /// The end of the chain is stored apart from the entries, so that a cut-off tail is noticed.
    private func compareEnd(
        _ chain: Chain, with head: Chain, report: inout VerificationReport
    ) async throws(JournalError) {
        if chain != head {
            report.add("its hash is not the recorded end of the journal", at: head.position)
            return
        }
        let beyond = try await report.keepGoing { () async throws(JournalError) in
            try await store.entries(after: head.position, limit: 1)
        }
        guard let extra = beyond?.first else { return }
        // An entry and the recorded end change in one transaction: the end, read later, must have moved.
        if try await store.head().position < extra.position {
            report.add("lies behind the recorded end of the journal, \(head.position.rawValue)", at: extra.position)
        }
    }

    private func compare(_ picture: Picture, with walk: JournalWalk, report: inout VerificationReport) {
        guard let replayed = walk.digestsAtPicture else {
            report.add("the read models were not compared, because the entries they are made of do not hold")
            return
        }
        for (projection, (stored, expected)) in zip(projections, zip(picture.digests, replayed)) {
            switch expected {
            case .failure(let error):
                report.add("projection \(projection.name): the replay stops: \(error.message)")
            case .success(let digest) where digest != stored:
                report.add(
                    "projection \(projection.name): its documents are not what the journal gives; "
                        + "run `vigie rebuild \(projection.name)`")
            case .success: break
            }
        }
    }
}

/// What a verification found.
package struct VerificationReport: Sendable, Equatable {
    /// The last entry up to which everything fits.
    package var head = Chain.empty
    package var problems: [VerificationProblem] = []

    package var isSound: Bool { problems.isEmpty }

    mutating func add(_ sentence: String, at position: Position? = nil) {
        problems.append(VerificationProblem(position: position, sentence: sentence))
    }

    /// Runs a step; a fault of what is stored becomes a problem and nil, any other error is thrown on.
    mutating func keepGoing<Value>(
        _ step: () async throws(JournalError) -> Value
    ) async throws(JournalError) -> Value? {
        do throws(JournalError) {
            return try await step()
        } catch {
            guard error.code == .corrupt || error.code == .failed else { throw error }
            add(error.message)
            return nil
        }
    }
}

/// One thing that does not fit.
package struct VerificationProblem: Sendable, Equatable, CustomStringConvertible {
    /// The first entry that does not fit, when the problem lies in the chain.
    package var position: Position?
    package var sentence: String

    package var description: String {
        guard let position else { return sentence }
        return "entry \(position.rawValue): \(sentence)"
    }
}
