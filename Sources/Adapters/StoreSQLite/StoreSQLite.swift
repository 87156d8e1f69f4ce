// StoreSQLite: the journal in an embedded SQLite file.
//
// Start reading at `SQLiteStore.swift` (the port's calls), then `JournalWriter.swift` (how commands become one
// transaction), `Migrations.swift` (the tables). `SQLiteConnection.swift` is the only file that holds raw pointers.
// May import: Journal, Vocabulary, Bytes, Machine, CSQLite.
