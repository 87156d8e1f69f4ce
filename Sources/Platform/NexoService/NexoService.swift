// NexoService: the roles *nexo host*, where terminals connect that speak nexo, and *nexo authorisation server*, which decides.
//
// Start reading at `Life/TransactionLife.swift` (what an event does to a transaction, as pure values), then
// `Authorisation/AuthorisationServer.swift` (the same over ledger and provider) and `Host/NexoHost.swift` (the front, which keeps nothing).
// May import: Roles, Nexo, Ledger, Cards, ISO8583, Telemetry, Core.
