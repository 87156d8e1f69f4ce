// Series: what probes measured, kept small: samples in compact chunks, and rollups of minutes, hours and days.
//
// Start reading at `Sample.swift` (what is kept of one probe, and how exactly), then `Coding/SampleChunk.swift` (how many of
// them become few bytes) and `Rollups/Rollup.swift`. All of it is pure; where it is kept is the port of Engine/Observing.
// May import: Vocabulary.
