package import Journal

/// Counts entries: one document per stream, one per kind, and `total`, which must always be the sum of the streams.
///
/// It also obeys a few kinds that let a case reach into the documents: `test.put` and `test.remove` take `key value`
/// from the body, `test.list` writes the keys it finds under a prefix, `test.poison` is refused.
package struct CountingProjection: Projection {
    package let name: ProjectionName
    package let revision: Int
    /// A second revision counts twice, so that a rebuild can be seen.
    private let step: Int

    package init(name: ProjectionName = "counts", revision: Int = 1) {
        self.name = name
        self.revision = revision
        step = revision
    }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        try raise("total", in: &documents)
        try raise("stream/\(entry.stream)", in: &documents)
        let words = String(decoding: entry.body, as: UTF8.self).split(
            separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        switch entry.kind {
        case "test.put": try documents.put(String(words[0]), words.count > 1 ? Array(words[1].utf8) : [])
        case "test.remove": try documents.remove(String(words[0]))
        case "test.list":
            let found = try documents.documents(prefix: String(words[0]), limit: 100)
            try documents.put("listed", Array(found.map(\.key).joined(separator: ",").utf8))
        case "test.poison": throw JournalError(.refused, "this entry is not to the projection's taste")
        default: break
        }
    }

    private func raise(_ key: String, in documents: inout any DocumentEditing) throws(JournalError) {
        let count = Self.number(try documents.document(key))
        try documents.put(key, Array("\(count + step)".utf8))
    }

    package static func number(_ body: [UInt8]?) -> Int {
        Int(String(decoding: body ?? [], as: UTF8.self)) ?? 0
    }
}

/// Keeps the last body of every stream, under the stream's name.
package struct LastBodyProjection: Projection {
    package let name: ProjectionName = "last-bodies"
    package let revision = 1

    package init() {}

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        try documents.put(entry.stream.rawValue, entry.body)
    }
}

/// Has found what `test.search` says: `key order facet,facet text…` with `-` for no facets, or `key` alone to find it no
/// more.
package struct SearchedProjection: Projection {
    package let name: ProjectionName
    package let revision = 1

    package init(name: ProjectionName = "searched") { self.name = name }

    package func apply(_ entry: Entry, to documents: inout any DocumentEditing) throws(JournalError) {
        if entry.kind == "test.poison" {
            throw JournalError(.refused, "this entry is not to the projection's taste")
        }
        guard entry.kind == "test.search" else { return }
        let words = String(decoding: entry.body, as: UTF8.self)
            .split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count > 2, let order = Int64(words[1]) else {
            return try documents.index(String(words[0]), nil)
        }
        try documents.index(
            String(words[0]),
            SearchEntry(
                texts: words.dropFirst(3).map(String.init),
                facets: words[2].split(separator: ",").filter { $0 != "-" }.map(String.init),
                order: order))
    }
}
