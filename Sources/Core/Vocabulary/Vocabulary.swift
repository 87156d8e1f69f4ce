// Vocabulary: the words of the product as small values: instants and zones, ids, severity, component, provider, brand,
// incident, update, impact window, claim, reference, text per language.
//
// Start reading at `Incident.swift`; for time at `Instant.swift` and `Zone.swift`. docs/GLOSSARY.md explains each word.
// May import: nothing.
