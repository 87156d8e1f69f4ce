/// The schema of series, in a schema of its own, apart from a journal's. A released step never changes.
package enum SeriesMigrations {
    package static let all: [PostgresMigration] = [
        PostgresMigration(
            id: 1, name: "series",
            sql: """
                CREATE TABLE lines (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    series text COLLATE "C" NOT NULL,
                    vantage text COLLATE "C" NOT NULL,
                    packed bytea NOT NULL,
                    UNIQUE (series, vantage)
                ) WITH (fillfactor = 50);
                COMMENT ON TABLE lines IS 'a series as one vantage sees it; locking its row is the right to change what it holds';
                COMMENT ON COLUMN lines.packed IS 'the numbers of the batches that were packed into chunks and blocks';

                CREATE TABLE batches (
                    line bigint NOT NULL REFERENCES lines,
                    sequence bigint NOT NULL CHECK (sequence > 0),
                    samples bigint NOT NULL CHECK (samples > 0),
                    first bigint NOT NULL,
                    last bigint NOT NULL,
                    body bytea NOT NULL,
                    PRIMARY KEY (line, sequence)
                );
                COMMENT ON COLUMN batches.first IS 'milliseconds since 1970-01-01T00:00:00Z';

                CREATE TABLE chunks (
                    line bigint NOT NULL REFERENCES lines,
                    hour bigint NOT NULL,
                    part bigint NOT NULL,
                    body bytea NOT NULL,
                    PRIMARY KEY (line, hour, part)
                );
                COMMENT ON COLUMN chunks.hour IS 'hours since 1970-01-01T00:00:00Z';
                ALTER TABLE chunks ALTER COLUMN body SET STORAGE EXTERNAL;
                CREATE INDEX chunks_by_hour ON chunks (hour);

                CREATE TABLE blocks (
                    line bigint NOT NULL REFERENCES lines,
                    level bigint NOT NULL,
                    number bigint NOT NULL,
                    body bytea NOT NULL,
                    PRIMARY KEY (line, level, number)
                );
                COMMENT ON TABLE blocks IS 'rollups of 64 minutes (level 1), hours (2) or days (3)';
                CREATE INDEX blocks_by_time ON blocks (level, number);
                """)
    ]
}
