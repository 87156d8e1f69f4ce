// Tracking: follows vendors' pages. Fetches politely, archives what it fetched, and records what changed.
//
// Start reading at `Tracker.swift`. May import: Engine and Core.
