internal import Bytes

/// One step of the schema.
///
/// A released migration never changes: its checksum is kept in every database that ran it, and a test pins it. A change
/// of the schema is a new migration at the end of the list.
struct Migration: Sendable {
    let id: Int64
    let name: String
    let sql: String

    var checksum: SHA256Digest {
        var writer = DigestWriter(domain: "vigie.migration.v1")
        writer.add(id)
        writer.add(name)
        writer.add(sql)
        return writer.digest()
    }
}

enum Migrations {
    static let all: [Migration] = [
        Migration(id: 1, name: "journal", sql: journal),
        Migration(id: 2, name: "search", sql: search),
    ]

    /// "VGIE": tells a journal from any other SQLite file.
    static let applicationID: Int64 = 0x5647_4945

    private static let journal = """
        CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            stream   TEXT NOT NULL,
            version  INTEGER NOT NULL,
            kind     TEXT NOT NULL,
            actor    TEXT NOT NULL,
            instant  INTEGER NOT NULL,
            body     BLOB NOT NULL,
            hash     BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE UNIQUE INDEX entries_by_stream ON entries (stream, version);

        CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER entries_are_never_removed BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

        CREATE TABLE journal_end (
            only     INTEGER PRIMARY KEY CHECK (only = 1),
            position INTEGER NOT NULL,
            hash     BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        INSERT INTO journal_end VALUES (1, 0, zeroblob(32));

        CREATE TABLE commands (
            key         TEXT PRIMARY KEY,
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
            first       INTEGER NOT NULL,
            last        INTEGER NOT NULL,
            instant     INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE projections (
            name     TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            follows  INTEGER NOT NULL CHECK (follows IN (0, 1)),
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE documents (
            projection TEXT NOT NULL,
            key        TEXT NOT NULL,
            body       BLOB NOT NULL,
            PRIMARY KEY (projection, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE archive (
            digest   BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            encoding TEXT NOT NULL CHECK (encoding IN ('gzip', 'identity')),
            size     INTEGER NOT NULL,
            bytes    BLOB NOT NULL
        ) STRICT;
        """

    /// The rows are apart from their texts so that a page of them holds many. The index keeps no text of its own, and no
    /// places in a text: a question asks for words, not for phrases.
    private static let search = """
        CREATE TABLE search_entries (
            id         INTEGER PRIMARY KEY,
            projection TEXT NOT NULL,
            key        TEXT NOT NULL,
            ordering   INTEGER NOT NULL,
            UNIQUE (projection, key)
        ) STRICT;

        CREATE TABLE search_texts (
            id     INTEGER PRIMARY KEY,
            tokens TEXT NOT NULL
        ) STRICT;

        CREATE VIRTUAL TABLE search_index USING fts5 (
            tokens, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars ':-_.'"
        );
        INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 8388608);
        CREATE VIRTUAL TABLE search_words USING fts5vocab (search_index, row);
        """
}
