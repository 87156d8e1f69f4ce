// StorePostgres: the journal in PostgreSQL 15, written by several nodes at once.
//
// Start reading at `PostgresStore.swift` (the port), then `JournalWriter.swift` (the one thread that appends, in groups,
// and settles what a broken connection left open), `AppendGroup.swift` (what one group does inside the
// database), `HeadListener.swift` (how waiters are woken) and `PostgresConnection.swift` (libpq with deadlines).
// `Migrations.swift` is the schema. The payment platform's ledger is kept beside it, in a schema of its own:
// `Ledger/PostgresLedger.swift`. May import: Engine's ports, Ledger, Core, Machine, CPostgres.
