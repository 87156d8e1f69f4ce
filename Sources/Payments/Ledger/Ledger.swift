// Ledger: where every payment's money is, by double entry, and what a provider's settlement says of it.
//
// Start reading at `Life/PaymentLife.swift` (an operation and a payment → postings, or why not), `Store/LedgerBatch.swift`
// (operations are applied once) and `Store/LedgerStore.swift` (the port that SQLite and PostgreSQL fill).
// `Settlement/Reconciliation.swift` compares what we have with what a provider says. May import: Vocabulary, JSON, Bytes.
