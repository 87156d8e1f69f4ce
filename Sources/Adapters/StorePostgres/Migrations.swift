internal import Bytes
internal import Journal

/// One step of the schema. A released step never changes: its digest is recorded where it was applied and pinned by
/// a test. What must change becomes a further step.
package struct PostgresMigration: Sendable {
    package let id: Int64
    package let name: String
    package let sql: String

    package var digest: String { SHA256Digest(of: Array(sql.utf8)).hexadecimal }

    package static let all: [PostgresMigration] = [
        PostgresMigration(
            id: 1, name: "journal",
            sql: """
                CREATE TABLE head (
                    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
                    position bigint NOT NULL CHECK (position >= 0),
                    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
                    generation bigint NOT NULL DEFAULT 0
                ) WITH (fillfactor = 10);
                COMMENT ON TABLE head IS 'the end of the chain; locking this row is the right to append';
                INSERT INTO head (position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

                CREATE TABLE entries (
                    position bigint PRIMARY KEY CHECK (position > 0),
                    stream text COLLATE "C" NOT NULL,
                    version bigint NOT NULL CHECK (version > 0),
                    kind text COLLATE "C" NOT NULL,
                    actor text COLLATE "C" NOT NULL,
                    instant bigint NOT NULL,
                    body bytea NOT NULL,
                    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
                    UNIQUE (stream, version)
                );
                COMMENT ON COLUMN entries.instant IS 'microseconds since 1970-01-01T00:00:00Z';

                CREATE FUNCTION entries_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'journal entries are never changed and never removed';
                END $$;
                CREATE TRIGGER entries_keep_rows BEFORE UPDATE OR DELETE ON entries
                    FOR EACH ROW EXECUTE FUNCTION entries_never_change();
                CREATE TRIGGER entries_keep_table BEFORE TRUNCATE ON entries
                    FOR EACH STATEMENT EXECUTE FUNCTION entries_never_change();

                CREATE TABLE commands (
                    key text COLLATE "C" PRIMARY KEY,
                    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
                    first_position bigint NOT NULL,
                    last_position bigint NOT NULL,
                    instant bigint NOT NULL
                );

                CREATE TABLE projections (
                    name text COLLATE "C" PRIMARY KEY,
                    revision bigint NOT NULL
                );
                COMMENT ON COLUMN projections.revision IS '0 when the documents do not follow the journal';

                CREATE TABLE documents (
                    projection text COLLATE "C" NOT NULL,
                    key text COLLATE "C" NOT NULL,
                    body bytea NOT NULL,
                    PRIMARY KEY (projection, key)
                );

                CREATE TABLE captures (
                    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
                    length bigint NOT NULL,
                    content bytea NOT NULL
                );
                ALTER TABLE captures ALTER COLUMN content SET STORAGE EXTERNAL;
                COMMENT ON COLUMN captures.content IS 'gzip';

                CREATE TABLE writers (
                    id text COLLATE "C" PRIMARY KEY,
                    attempt bigint NOT NULL,
                    seen timestamptz NOT NULL DEFAULT now()
                ) WITH (fillfactor = 50);
                COMMENT ON TABLE writers IS 'the last transaction of each node, to settle lost acknowledgements';
                """),
        PostgresMigration(
            id: 2, name: "search",
            sql: """
                CREATE TABLE search_entries (
                    projection text COLLATE "C" NOT NULL,
                    key text COLLATE "C" NOT NULL,
                    ordering bigint NOT NULL,
                    tokens tsvector NOT NULL,
                    PRIMARY KEY (projection, key)
                ) WITH (toast_tuple_target = 128);
                ALTER TABLE search_entries ALTER COLUMN tokens SET STORAGE EXTERNAL;
                COMMENT ON COLUMN search_entries.tokens IS 'kept apart from its row, so that many rows are on a page';
                CREATE INDEX search_entries_by_order ON search_entries (projection, ordering, key);
                CREATE INDEX search_entries_by_token ON search_entries USING gin (tokens)
                    WITH (fastupdate = on, gin_pending_list_limit = 65536);
                """),
    ]
}

/// Brings a schema to this program's state.
struct Migrator {
    let schema: String
    let limits: PostgresLimits
    var migrations: [PostgresMigration] = PostgresMigration.all

    private static let exists = Statement(
        "migrations_exist", "SELECT to_regclass($1::text || '.migrations') IS NOT NULL")
    private static let applied = Statement("migrations", "SELECT id, name, digest FROM migrations ORDER BY id")
    private static let record = Statement(
        "migrations_add", "INSERT INTO migrations (id, name, digest) VALUES ($1::int8, $2::text, $3::text)")

    /// The steps that are still to be applied; throws when the schema is newer or was changed.
    func pending(_ connection: PostgresConnection) throws(JournalError) -> [PostgresMigration] {
        do throws(PostgresFailure) {
            let exists = try connection.run(Self.exists.with(.text(schema)))
            guard exists.integer(0, 0) == 1 else { return migrations }
            return try check(try connection.run(Self.applied.with()))
        } catch {
            throw error.journalError
        }
    }

    private func check(_ rows: Rows) throws(PostgresFailure) -> [PostgresMigration] {
        for row in 0..<rows.count {
            let id = rows.integer(row, 0)
            guard let known = migrations.first(where: { $0.id == id }) else {
                throw schemaFailure(
                    "it has step \(id) (\(rows.text(row, 1))), this program knows up to step "
                        + "\(migrations.last?.id ?? 0): it was made by a newer Vigie, run that one")
            }
            guard known.digest == rows.text(row, 2) else {
                throw schemaFailure("step \(id) (\(known.name)) was applied with another text than this program has")
            }
        }
        return Array(migrations.dropFirst(rows.count))
    }

    private func schemaFailure(_ message: String) -> PostgresFailure {
        PostgresFailure(kind: .statement, state: "3F000", message: "schema \(schema): \(message)")
    }

    /// Applies what is pending in one transaction. Several nodes that start at once take turns by an advisory lock.
    func migrate(_ connection: PostgresConnection) throws(JournalError) -> [PostgresMigration] {
        guard try !pending(connection).isEmpty else { return [] }
        do throws(PostgresFailure) {
            try connection.script(
                """
                BEGIN;
                SET LOCAL lock_timeout = 0;
                SELECT pg_advisory_xact_lock(hashtextextended('vigie migration of \(schema)', 0));
                DO $$ BEGIN
                    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create even where nothing is to be created.
                    IF to_regnamespace('\(schema)') IS NULL THEN CREATE SCHEMA \(schema); END IF;
                END $$;
                CREATE TABLE IF NOT EXISTS migrations (
                    id bigint PRIMARY KEY, name text NOT NULL, digest text NOT NULL,
                    applied timestamptz NOT NULL DEFAULT now());
                """, within: limits.longStatement)
            let steps = try check(try connection.run(Self.applied.with()))
            for step in steps {
                try connection.script(step.sql, within: limits.longStatement)
                _ = try connection.run(Self.record.with(.integer(step.id), .text(step.name), .text(step.digest)))
            }
            try connection.script("COMMIT", within: limits.statement)
            return steps
        } catch {
            if !connection.isBroken { try? connection.script("ROLLBACK", within: limits.statement) }
            throw error.journalError
        }
    }
}
