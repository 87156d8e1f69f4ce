internal import Journal

/// Keeping the read models in step with the journal, over several nodes and several versions of the program.
extension JournalWriter {
    /// Makes sure, under the append lock, that the stored read models are those of this program's projections.
    ///
    /// - A projection that is missing, was marked stale or has an older revision is made again here, once for all
    ///   nodes: whoever comes next finds it done.
    /// - A newer revision is another program's: appending would mix two rules, so it is refused.
    /// - A projection that this program does not know would fall behind by what is appended here; it is marked stale,
    ///   and the program that knows it makes it again.
    func keepReadModels(_ locked: inout Locked, sparingUnknown: Bool = false) throws(PostgresFailure) {
        guard checkedGeneration != locked.generation else { return }
        let rows = try locked.connection.run(SQL.revisions.with())
        var stored: [String: Int64] = [:]
        for row in 0..<rows.count { stored[rows.text(row, 0)] = rows.integer(row, 1) }
        var old: [any Projection] = []
        for projection in projections {
            let revision = stored.removeValue(forKey: projection.name.rawValue) ?? 0
            if revision > Int64(projection.revision) {
                throw PostgresFailure(
                    JournalError(
                        .schema,
                        "the read model \(projection.name) has revision \(revision), this program makes revision "
                            + "\(projection.revision): a newer Vigie runs on this database. Start this node with it, "
                            + "or go back for good with `vigie rebuild` while the others are stopped."))
            }
            if revision < Int64(projection.revision) { old.append(projection) }
        }
        let unknown = sparingUnknown ? [] : stored.filter { $0.value != 0 }.map(\.key)
        if !unknown.isEmpty {
            locked.generation += 1
            locked.finish.append(SQL.setRevisions.with(.texts(unknown), .integers(unknown.map { _ in 0 })))
        }
        if !old.isEmpty { try rebuild(old, &locked) { _, _ in } }
        if !sparingUnknown { checkedGeneration = locked.generation }
    }

    /// Empties the documents of projections and makes them again from the journal, inside the transaction.
    func rebuild(
        _ projections: [any Projection], _ locked: inout Locked,
        progress: (Position, Position) -> Void
    ) throws(PostgresFailure) {
        let connection = locked.connection
        let documents = locked.documents
        let names = projections.map(\.name.rawValue)
        _ = try connection.run(
            [SQL.emptyProjections.with(.texts(names)), SQL.emptySearch.with(.texts(names))],
            within: limits.longStatement)
        documents.cache.clear()
        let end = locked.chain.position
        var position = Position.beforeFirst
        while position < end {
            let page = try connection.run(
                SQL.entriesAfter.with(
                    .integer(position.rawValue), .integer(1_000), .integer(Int64(limits.answerBytes)))
            ).entries()
            guard let last = page.last, last.position <= end else {
                throw PostgresFailure(
                    JournalError(.corrupt, "entry \(position.next.rawValue) is missing; run `vigie verify`"))
            }
            for entry in page { try remake(entry, projections, documents) }
            if documents.acceptedCount > 5_000 || documents.acceptedBytes > 8 << 20 { try flush(connection, documents) }
            position = last.position
            progress(position, end)
        }
        try flush(connection, documents)
        let revisions = projections.map { Int64($0.revision) }
        locked.finish.append(SQL.setRevisions.with(.texts(names), .integers(revisions)))
        locked.generation += 1
        if end == .beforeFirst { progress(end, end) }
    }

    private func remake(
        _ entry: Entry, _ projections: [any Projection], _ documents: TransactionDocuments
    ) throws(PostgresFailure) {
        do throws(JournalError) {
            try entry.apply(projections, documents)
        } catch {
            throw documents.failure ?? PostgresFailure(error)
        }
        documents.keepChanges()
    }

    private func flush(
        _ connection: PostgresConnection, _ documents: TransactionDocuments
    ) throws(PostgresFailure) {
        let writes = documents.writes()
        if !writes.isEmpty { _ = try connection.run(writes, within: limits.longStatement) }
        documents.settle()
    }
}
