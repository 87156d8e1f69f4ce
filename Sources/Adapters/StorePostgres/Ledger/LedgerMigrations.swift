/// The schema of a ledger, in a schema of its own, apart from a journal's. A released step never changes.
package enum LedgerMigrations {
    package static let all: [PostgresMigration] = [
        PostgresMigration(
            id: 1, name: "ledger",
            sql: """
                CREATE TABLE ledger_head (
                    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
                    sequence bigint NOT NULL CHECK (sequence >= 0)
                ) WITH (fillfactor = 10);
                COMMENT ON TABLE ledger_head IS 'how many operations there are; locking this row is the right to apply';
                INSERT INTO ledger_head (sequence) VALUES (0);

                CREATE TABLE operations (
                    sequence bigint PRIMARY KEY CHECK (sequence > 0),
                    id text COLLATE "C" NOT NULL UNIQUE,
                    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
                    instant bigint NOT NULL,
                    body bytea NOT NULL,
                    answer bytea NOT NULL
                );
                COMMENT ON COLUMN operations.instant IS 'microseconds since 1970-01-01T00:00:00Z';

                CREATE TABLE postings (
                    sequence bigint NOT NULL REFERENCES operations,
                    line bigint NOT NULL,
                    account text COLLATE "C" NOT NULL,
                    currency text COLLATE "C" NOT NULL,
                    amount bigint NOT NULL CHECK (amount <> 0),
                    PRIMARY KEY (sequence, line)
                );

                CREATE FUNCTION ledger_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'operations and postings are never changed and never removed';
                END $$;
                CREATE TRIGGER operations_keep_rows BEFORE UPDATE OR DELETE ON operations
                    FOR EACH ROW EXECUTE FUNCTION ledger_never_changes();
                CREATE TRIGGER operations_keep_table BEFORE TRUNCATE ON operations
                    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
                CREATE TRIGGER postings_keep_rows BEFORE UPDATE OR DELETE ON postings
                    FOR EACH ROW EXECUTE FUNCTION ledger_never_changes();
                CREATE TRIGGER postings_keep_table BEFORE TRUNCATE ON postings
                    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();

                CREATE TABLE payments (
                    id text COLLATE "C" PRIMARY KEY,
                    body bytea NOT NULL
                ) WITH (fillfactor = 70);

                CREATE TABLE balances (
                    account text COLLATE "C" NOT NULL,
                    currency text COLLATE "C" NOT NULL,
                    amount bigint NOT NULL,
                    PRIMARY KEY (account, currency)
                ) WITH (fillfactor = 10);

                CREATE TABLE open_movements (
                    sequence bigint PRIMARY KEY,
                    id text COLLATE "C" NOT NULL UNIQUE,
                    channel text COLLATE "C" NOT NULL,
                    payment text COLLATE "C" NOT NULL,
                    kind text COLLATE "C" NOT NULL CHECK (kind IN ('capture', 'refund')),
                    amount bigint NOT NULL,
                    currency text COLLATE "C" NOT NULL,
                    instant bigint NOT NULL
                );
                CREATE INDEX open_movements_by_channel ON open_movements (channel, sequence);
                """),
        PostgresMigration(
            id: 2, name: "records",
            sql: """
                CREATE TABLE records (
                    kind text COLLATE "C" NOT NULL,
                    key text COLLATE "C" NOT NULL,
                    version bigint NOT NULL CHECK (version > 0),
                    due bigint NOT NULL,
                    marks text NOT NULL,
                    body bytea NOT NULL,
                    PRIMARY KEY (kind, key)
                ) WITH (fillfactor = 70);
                COMMENT ON COLUMN records.due IS 'microseconds since 1970-01-01T00:00:00Z; the greatest number is never';
                CREATE INDEX records_by_due ON records (kind, due, key) WHERE due < 9223372036854775807;

                CREATE TABLE record_marks (
                    kind text COLLATE "C" NOT NULL,
                    mark text COLLATE "C" NOT NULL,
                    key text COLLATE "C" NOT NULL,
                    PRIMARY KEY (kind, mark, key)
                );

                CREATE TABLE record_commits (id bytea PRIMARY KEY);
                COMMENT ON TABLE record_commits IS 'commits whose answers may have been lost; the next one clears them';
                """),
    ]
}
