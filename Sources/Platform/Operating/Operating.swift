// Operating: what every role of the payment platform shows to those who run it: whether it lives, whether it can do its work,
// its figures, its version.
//
// Start reading at `RoleDesk.swift`, the addresses; `RoleChecks.swift` asks what the role depends on. `App/Platform` puts a
// server in front of it and hands it the signals. May import: Roles, HTTP, Telemetry, JSON, Vocabulary.
