// Incidents: the kinds of entries about providers and incidents, how they are written as JSON, the projections that
// make read models of them, and the commands that record them.
//
// Start reading at `Fact.swift` (every kind of entry), then `IncidentProjection.swift`. How to add a kind is written in
// docs/following-a-fact.md. May import: Journal and Core.
