// Telling: an incident -> what a brand says in each language.
//
// Every surface goes through the same two functions: `Incident.seen(by:)` (what somebody may see) and
// `Incident.state(now:)` (what is true now). Figures are in `IncidentFigures.swift`, words per language beside it.
// May import: Vocabulary.
