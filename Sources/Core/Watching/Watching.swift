// Watching: what is to be watched, as it is declared. A probe is declared once; a path says where it goes; the matrix of both
// is what is measured. Values only: nothing here reads a file, resolves a name or knows the time.
//
// Start reading at `Words/WatchDeclaration.swift`, then `Matrix/Matrix.swift`: from a declaration to targets with stable names
// and to Judging's plan. `Matrix/Blindness.swift` says in words which parts the matrix cannot see or tell apart. How the file
// is written: docs/watching.md; who reads it: Engine/Declaring.
//
// May import: Vocabulary, Judging, JSON.
