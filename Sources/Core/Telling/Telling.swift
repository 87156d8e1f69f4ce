// Telling: an incident -> what a brand says in each language.
//
// Every surface goes through the same two functions: `Incident.seen(by:)` (what somebody may see) and
// `Incident.state(now:)` (what is true now). Figures are in `IncidentFigures.swift`. What a language brings is a
// `LanguagePack` (`Words+English.swift` and its sisters); how it writes numbers and times is in `Formats.swift`; texts
// with places for facts are `FactText`. docs/pages.md tells how to add a language.
// May import: Vocabulary.
