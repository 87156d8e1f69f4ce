// StoreSQLite: the journal in an embedded SQLite file.
//
// Start reading at `SQLiteStore.swift` (the port's calls), then `JournalWriter.swift` (how commands become one
// transaction), `Migrations.swift` (the tables). `SQLiteConnection.swift` is the only file that holds raw pointers.
// The payment platform's ledger is kept beside it, in a file of its own: `Ledger/SQLiteLedger.swift`.
// May import: Journal, Ledger, Vocabulary, JSON, Bytes, Machine, CSQLite.
