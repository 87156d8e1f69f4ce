// Acquiring: how a channel's orders reach the provider: which of its servers is asked, what is tried elsewhere, what is left to a
// reversal.
//
// Start reading at `OrderRun.swift` (one order's way over the servers) and `ServerBoard.swift` (which servers are fit), both pure;
// `AcquiringLink.swift` carries them out over links. May import: Roles, ISO8583, Ledger, Telemetry, Vocabulary.
