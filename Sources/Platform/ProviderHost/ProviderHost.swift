// ProviderHost: the external provider of the payment platform: acquirer and scheme in one, with several servers and one memory.
//
// Start reading at `Orders/ProviderBook.swift`, which decides what an order does (pure), then `Orders/ProviderDesk.swift`, which
// does it once whatever server hears it. `Serving/` answers frames and makes servers fail on purpose; `Settling/` writes what the
// provider settled, for each channel. May import: Roles, ISO8583, Cards, Ledger, HTTP, Telemetry, JSON, Vocabulary.
