// TerminalHost: where terminals connect that speak CB2A-style ISO 8583: authorisations, reversals, telecollection, each durable
// before it is answered.
//
// Start reading at `TerminalService.swift`, which takes frames; `Authorising/Authoriser.swift` says what becomes of a payment,
// `Authorising/Undoing.swift` what becomes of one whose fate is unknown, `Collecting/` what happens in the evening.
// May import: Roles, CB2A, ISO8583, Cards, Ledger, Telemetry, JSON, Vocabulary.
