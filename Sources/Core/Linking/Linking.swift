// Linking: which incidents tell one event (`Events/LinkRule.swift`, `Events/EventBook.swift`), how bad it is in our own
// reading (`Severity/AssessedSeverity.swift`), how honest a vendor's telling was (`Honesty/HonestyLedger.swift`), and
// what that makes over months (`Insights/`). docs/linking.md and docs/honesty.md explain each rule.
//
// May import: Vocabulary, Telling.
