/// The schema of a file of series. As with the journal's, a released step never changes.
enum SeriesMigrations {
    static let all: [Migration] = [Migration(id: 1, name: "series", sql: series)]

    /// "VGSE": tells series from a journal, from a ledger and from any other SQLite file.
    static let applicationID: Int64 = 0x5647_5345

    private static let series = """
        CREATE TABLE lines (
            id      INTEGER PRIMARY KEY,
            series  TEXT NOT NULL,
            vantage TEXT NOT NULL,
            packed  BLOB NOT NULL,
            UNIQUE (series, vantage)
        ) STRICT;

        CREATE TABLE batches (
            line     INTEGER NOT NULL REFERENCES lines (id),
            sequence INTEGER NOT NULL,
            samples  INTEGER NOT NULL,
            first    INTEGER NOT NULL,
            last     INTEGER NOT NULL,
            body     BLOB NOT NULL,
            PRIMARY KEY (line, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE chunks (
            id   INTEGER PRIMARY KEY,
            line INTEGER NOT NULL REFERENCES lines (id),
            hour INTEGER NOT NULL,
            part INTEGER NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (line, hour, part)
        ) STRICT;
        CREATE INDEX chunks_by_hour ON chunks (hour);

        CREATE TABLE blocks (
            id     INTEGER PRIMARY KEY,
            line   INTEGER NOT NULL REFERENCES lines (id),
            level  INTEGER NOT NULL,
            number INTEGER NOT NULL,
            body   BLOB NOT NULL,
            UNIQUE (line, level, number)
        ) STRICT;
        CREATE INDEX blocks_by_time ON blocks (level, number);
        """
}
