// Declaring: from files to what is watched. `Reading/WatchFile.swift` reads `watch.yaml` (a tree that a YAML reader made) into
// Watching's declaration, or says everything that is wrong and where. `Schema/` is the list of all fields, from which
// docs/watch-file.md is made. `Importing/` turns what others' probers are configured with into such a file, and lists what it
// could not take.
//
// Start reading at `Reading/WatchFile.swift`. Nothing here opens a file. May import: Watching, Judging, Settings, JSON,
// Vocabulary.
