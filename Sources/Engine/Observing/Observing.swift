// Observing: what is measured, beside the journal. Two ports: to what probes (`Probes/Prober.swift`), and to where results
// are kept (`Keeping/SeriesStore.swift`).
//
// Start reading at these two. What samples, chunks and rollups are: Core/Series. The prober is Adapters/Probes; the stores
// are in Adapters/StoreSQLite/Series and Adapters/StorePostgres/Series, and `SeriesFold.swift` and `ChartBuilder.swift` hold
// what both of them do. May import: Series, DNS, Network, Vocabulary, JSON.
