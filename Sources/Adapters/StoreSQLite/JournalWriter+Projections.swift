internal import Journal

extension JournalWriter {
    private static let pageEntries: Int64 = 500

    /// What the database knows of a projection.
    ///
    /// `position` is nil while every append carries the projection along, and the last entry it has once a process
    /// opened the journal without it.
    private struct Standing {
        var revision: Int64
        var follows: Bool
        var position: Int64
    }

    /// Makes this process's projections the ones that appends carry along: those that are new, changed or behind are
    /// rebuilt, and those that the process does not have are marked as staying behind.
    func adoptProjections() throws(JournalError) {
        let standings = try standings()
        let own = Set(projections.map(\.name.rawValue))
        precondition(own.count == projections.count, "two projections have the same name")
        let behind = projections.filter { projection in
            guard let standing = standings[projection.name.rawValue] else { return true }
            return standing.revision != Int64(projection.revision)
                || !standing.follows && standing.position != chain.position.rawValue
        }
        let left = standings.filter { $0.value.follows && !own.contains($0.key) }.keys
        let returning = projections.filter { standings[$0.name.rawValue]?.follows != true }
        // A restart that changes nothing writes nothing, so that it works on a full disk too.
        if left.isEmpty && returning.isEmpty && behind.isEmpty { return }
        try transaction { () throws(JournalError) in
            for name in left {
                try connection.prepare("UPDATE projections SET follows = 0, position = ?2 WHERE name = ?1")
                    .bind(1, name).bind(2, chain.position.rawValue).run()
            }
            for projection in projections { try mark(projection) }
            try replay(behind) { _, _ in }
        }
    }

    /// Empties the read models of `chosen` and makes them again, in the transaction that is open.
    private func replay(
        _ chosen: [any Projection], progress: (Position, Position) -> Void
    ) throws(JournalError) {
        guard !chosen.isEmpty else { return }
        for projection in chosen {
            try statements.documentWriting.empty.bind(1, projection.name.rawValue).run()
            try statements.searching.empty(projection.name.rawValue)
        }
        let names = Set(chosen.map(\.name))
        let indices = projections.indices.filter { names.contains(projections[$0].name) }
        let reader = try SQLiteReader(connection)
        let end = try reader.head().position
        var position = Position.beforeFirst
        while true {
            let page = try reader.entries(after: position, limit: Int(Self.pageEntries))
            guard let last = page.last else { break }
            for entry in page {
                for index in indices { try projections[index].apply(entry, to: &editings[index]) }
            }
            try statements.searching.write()
            position = last.position
            progress(position, end)
        }
        guard position == end else {
            throw JournalError(
                .corrupt,
                "the journal ends at entry \(position.rawValue), but its end is recorded as \(end.rawValue); "
                    + "run `vigie verify`")
        }
        if end == .beforeFirst { progress(end, end) }
    }

    /// `vigie rebuild`.
    ///
    /// Beside a serving process it is allowed for projections that this process has the same way.
    func rebuild(
        _ names: [ProjectionName], serving: Bool, progress: (Position, Position) -> Void
    ) throws(JournalError) {
        var chosen: [any Projection] = []
        for name in names {
            guard let projection = projections.first(where: { $0.name == name }) else {
                throw JournalError(
                    .refused,
                    "there is no projection \(name); there are \(projections.map(\.name.rawValue).joined(separator: ", "))"
                )
            }
            if !chosen.contains(where: { $0.name == name }) { chosen.append(projection) }
        }
        try transaction { () throws(JournalError) in
            if !serving {
                let standings = try standings()
                for projection in chosen {
                    let standing = standings[projection.name.rawValue]
                    guard standing?.follows == true, standing?.revision == Int64(projection.revision) else {
                        throw JournalError(
                            .refused,
                            "projection \(projection.name) is not the one that the serving process has; "
                                + "stop that process, then rebuild")
                    }
                }
            }
            try replay(chosen, progress: progress)
            for projection in chosen { try mark(projection) }
        }
        stale.removeAll { names.contains($0) }
    }

    /// Says that a projection has everything and follows from now on.
    private func mark(_ projection: any Projection) throws(JournalError) {
        try connection.prepare("INSERT OR REPLACE INTO projections VALUES (?1, ?2, 1, 0)")
            .bind(1, projection.name.rawValue).bind(2, Int64(projection.revision)).run()
    }

    /// Entries were imported: no projection has them.
    func leaveProjectionsBehind(at position: Position) throws(JournalError) {
        try connection.prepare("UPDATE projections SET follows = 0, position = ?1 WHERE follows = 1")
            .bind(1, position.rawValue).run()
    }

    private func standings() throws(JournalError) -> [String: Standing] {
        var found: [String: Standing] = [:]
        try connection.prepare("SELECT name, revision, follows, position FROM projections").forEachRow { row in
            found[row.text(0)] = Standing(
                revision: row.number(1), follows: row.number(2) != 0, position: row.number(3))
            return true
        }
        return found
    }

    /// Runs `body` in a transaction of its own; when it throws, nothing of it is left.
    func transaction(_ body: () throws(JournalError) -> Void) throws(JournalError) {
        let before = chain
        try statements.begin.run()
        do throws(JournalError) {
            try body()
            try statements.commit.run()
        } catch {
            undo(to: before)
            throw error
        }
    }
}
