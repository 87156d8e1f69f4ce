/// The schema of a ledger's file.
///
/// As with the journal's, a released step never changes.
enum LedgerMigrations {
    static let all: [Migration] = [
        Migration(id: 1, name: "ledger", sql: ledger),
        Migration(id: 2, name: "records", sql: records),
    ]

    /// "VGLE": tells a ledger from a journal and from any other SQLite file.
    static let applicationID: Int64 = 0x5647_4C45

    private static let ledger = """
        CREATE TABLE operations (
            sequence    INTEGER PRIMARY KEY,
            id          TEXT NOT NULL UNIQUE,
            fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
            instant     INTEGER NOT NULL,
            body        BLOB NOT NULL,
            answer      BLOB NOT NULL
        ) STRICT;

        CREATE TABLE postings (
            sequence INTEGER NOT NULL REFERENCES operations (sequence),
            line     INTEGER NOT NULL,
            account  TEXT NOT NULL,
            currency TEXT NOT NULL,
            amount   INTEGER NOT NULL CHECK (amount <> 0),
            PRIMARY KEY (sequence, line)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER operations_are_never_changed BEFORE UPDATE ON operations
        BEGIN SELECT RAISE(ABORT, 'operations are never changed'); END;
        CREATE TRIGGER operations_are_never_removed BEFORE DELETE ON operations
        BEGIN SELECT RAISE(ABORT, 'operations are never removed'); END;
        CREATE TRIGGER postings_are_never_changed BEFORE UPDATE ON postings
        BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
        CREATE TRIGGER postings_are_never_removed BEFORE DELETE ON postings
        BEGIN SELECT RAISE(ABORT, 'postings are never removed'); END;

        CREATE TABLE payments (
            id   TEXT PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE balances (
            account  TEXT NOT NULL,
            currency TEXT NOT NULL,
            amount   INTEGER NOT NULL,
            PRIMARY KEY (account, currency)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE open_movements (
            sequence INTEGER PRIMARY KEY,
            id       TEXT NOT NULL UNIQUE,
            channel  TEXT NOT NULL,
            payment  TEXT NOT NULL,
            kind     TEXT NOT NULL CHECK (kind IN ('capture', 'refund')),
            amount   INTEGER NOT NULL,
            currency TEXT NOT NULL,
            instant  INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX open_movements_by_channel ON open_movements (channel, sequence);
        """

    private static let records = """
        CREATE TABLE records (
            kind    TEXT NOT NULL,
            key     TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            due     INTEGER NOT NULL,
            marks   TEXT NOT NULL,
            body    BLOB NOT NULL,
            UNIQUE (kind, key)
        ) STRICT;
        CREATE INDEX records_by_due ON records (kind, due, key) WHERE due < 9223372036854775807;

        CREATE TABLE record_marks (
            kind TEXT NOT NULL,
            mark TEXT NOT NULL,
            key  TEXT NOT NULL,
            PRIMARY KEY (kind, mark, key)
        ) STRICT, WITHOUT ROWID;
        """
}
