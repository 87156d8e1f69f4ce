// Settlement: the role that settles each channel by the provider's files.
//
// Start reading at `Runs/SettlementService.swift` (takes files in, one after another, and may be killed anywhere), then
// `Reports/SettlementReport.swift` (what a file came to) and `Schedule/SettlementSchedule.swift` (when a file is late). Comparing
// and settling themselves are the ledger's (`Payments/Ledger/Settlement`). May import: Roles, Ledger, HTTP, Telemetry, Markup, Core.
