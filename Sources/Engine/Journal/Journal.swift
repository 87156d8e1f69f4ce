// Journal: everything that happened, as entries in one append-only, hash-chained order.
//
// Start reading here, then `Entry.swift` (what an entry is), `Chain.swift` (why it can be trusted),
// `JournalStore.swift` (the port that StoreSQLite and StorePostgres fill), `Projection.swift` (how screens are
// made from entries). May import: Vocabulary, JSON, Bytes.
