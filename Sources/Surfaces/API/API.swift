// API: the JSON that programs see, made from the same site, the same visibility function and the same state function
// as the pages. Start reading at `APISurface.swift` (which addresses there are), then `IncidentDocument.swift`.
// docs/api.md describes it for its users. May import: Engine and Core.
