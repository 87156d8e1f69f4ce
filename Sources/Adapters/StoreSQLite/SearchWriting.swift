internal import Journal

/// Changes to what is searched, collected while a command's entries are applied and written when all are.
///
/// An incident that one command tells in twenty entries is indexed once. The index must be written in the order of its
/// rows: else it begins a new segment at each step back.
final class SearchWriting {
    private struct Address: Hashable {
        var projection: String
        var key: String
    }

    /// What happens to one row of the index.
    private struct Change {
        var number: Int64
        var old: String?
        var new: String?
    }

    private var noted: [Address: SearchEntry?] = [:]
    private let find: SQLiteStatement
    private let text: SQLiteStatement
    private let lastNumber: SQLiteStatement
    private let insertEntry: SQLiteStatement
    private let moveEntry: SQLiteStatement
    private let removeEntry: SQLiteStatement
    private let putText: SQLiteStatement
    private let removeText: SQLiteStatement
    private let index: SQLiteStatement
    private let unindex: SQLiteStatement
    private let all: SQLiteStatement
    private let others: SQLiteStatement
    private let emptyIndex: SQLiteStatement
    private let emptyTexts: SQLiteStatement
    private let emptyEntries: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(JournalError) {
        find = try connection.prepare(
            "SELECT id, ordering FROM search_entries WHERE projection = ?1 AND key = ?2")
        text = try connection.prepare("SELECT tokens FROM search_texts WHERE id = ?1")
        lastNumber = try connection.prepare("SELECT max(id) FROM search_entries WHERE id BETWEEN ?1 AND ?2")
        insertEntry = try connection.prepare(
            "INSERT INTO search_entries (id, projection, key, ordering) VALUES (?1, ?2, ?3, ?4)")
        moveEntry = try connection.prepare("UPDATE search_entries SET ordering = ?2 WHERE id = ?1")
        removeEntry = try connection.prepare("DELETE FROM search_entries WHERE id = ?1")
        putText = try connection.prepare("INSERT OR REPLACE INTO search_texts (id, tokens) VALUES (?1, ?2)")
        removeText = try connection.prepare("DELETE FROM search_texts WHERE id = ?1")
        index = try connection.prepare("INSERT INTO search_index (rowid, tokens) VALUES (?1, ?2)")
        // An index without texts must be told what it forgets.
        unindex = try connection.prepare(
            "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', ?1, ?2)")
        all = try connection.prepare(
            """
            SELECT id, tokens FROM search_texts WHERE id IN (SELECT id FROM search_entries WHERE projection = ?1)
            ORDER BY id
            """)
        others = try connection.prepare("SELECT 1 FROM search_entries WHERE projection <> ?1 LIMIT 1")
        emptyIndex = try connection.prepare("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        emptyTexts = try connection.prepare(
            "DELETE FROM search_texts WHERE id IN (SELECT id FROM search_entries WHERE projection = ?1)")
        emptyEntries = try connection.prepare("DELETE FROM search_entries WHERE projection = ?1")
    }

    func note(_ projection: String, _ key: String, _ entry: SearchEntry?) {
        noted[Address(projection: projection, key: key)] = .some(entry)
    }

    /// Forgets what was noted and is not to be written.
    func drop() { noted.removeAll(keepingCapacity: true) }

    /// Writes what was noted.
    func write() throws(JournalError) {
        guard !noted.isEmpty else { return }
        var changes: [Change] = []
        for (address, entry) in noted { try change(address, entry, &changes) }
        drop()
        changes.sort { $0.number < $1.number }
        for change in changes {
            if let old = change.old { try unindex.bind(1, change.number).bind(2, old).run() }
            if let new = change.new {
                try index.bind(1, change.number).bind(2, new).run()
                try putText.bind(1, change.number).bind(2, new).run()
            } else {
                try removeText.bind(1, change.number).run()
            }
        }
    }

    /// Forgets all of a projection.
    func empty(_ projection: String) throws(JournalError) {
        if try others.bind(1, projection).firstRow({ _ in true }) == nil {
            try emptyIndex.run()
        } else {
            var changes: [Change] = []
            try all.bind(1, projection).forEachRow { row in
                changes.append(Change(number: row.number(0), old: row.text(1)))
                return true
            }
            for change in changes { try unindex.bind(1, change.number).bind(2, change.old ?? "").run() }
        }
        try emptyTexts.bind(1, projection).run()
        try emptyEntries.bind(1, projection).run()
    }

    private func change(
        _ address: Address, _ entry: SearchEntry?, _ changes: inout [Change]
    ) throws(JournalError) {
        let found = try find.bind(1, address.projection).bind(2, address.key).firstRow { row in
            (number: row.number(0), order: row.number(1))
        }
        var old: Change?
        if let found {
            let tokens = try text.bind(1, found.number).firstRow { row in row.text(0) }
            old = Change(number: found.number, old: tokens)
        }
        guard let entry else {
            guard let old else { return }
            try removeEntry.bind(1, old.number).run()
            return changes.append(old)
        }
        let tokens = entry.tokensText
        if let found, var same = old, SearchPlaces.numbers(of: entry.order).contains(found.number) {
            if found.order != entry.order { try moveEntry.bind(1, found.number).bind(2, entry.order).run() }
            if same.old == tokens { return }
            same.new = tokens
            return changes.append(same)
        }
        if let old {
            try removeEntry.bind(1, old.number).run()
            changes.append(old)
        }
        let number = try freeNumber(in: SearchPlaces.numbers(of: entry.order))
        try insertEntry.bind(1, number).bind(2, address.projection).bind(3, address.key).bind(4, entry.order).run()
        changes.append(Change(number: number, new: tokens))
    }

    private func freeNumber(in numbers: ClosedRange<Int64>) throws(JournalError) -> Int64 {
        // Of no rows the greatest is NULL.
        let last = try lastNumber.bind(1, numbers.lowerBound).bind(2, numbers.upperBound).firstRow { row in
            row.isNull(0) ? nil : row.number(0)
        }
        guard let last = last ?? nil else { return numbers.lowerBound }
        guard last < numbers.upperBound else {
            throw JournalError(
                .refused, "more than a million search entries have their place at one millisecond; give them others")
        }
        return last + 1
    }
}
