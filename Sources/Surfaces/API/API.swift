// API: what programs read and write: JSON, feeds, and the documents of a Statuspage, made from the same site, the same
// visibility function and the same state function as the pages. Start reading at `Routes/RouteTable.swift` (which
// addresses there are) and `Routes/APIRoutes.swift` (what answers them), then `Documents/IncidentDocument.swift`.
// docs/api.md describes it for its users. May import: Engine and Core.
