// Hearing: what others tell, instead of being asked. Heartbeats, counts of outcomes (pushed, sent as OTLP, or read from a
// Prometheus page), alerts of an Alertmanager, and changes of deploy tools become what `Judging` takes, by the names of
// declared probes.
//
// Start reading at `Running/Hearer.swift`, which holds what was heard and tells what follows; then `Reading/` for one format
// each, `Counting/CounterBook.swift` from counters to counted spans, `Beats/DeadMan.swift` for what is missed, `Records/`
// for what outlives the program. docs/hearing.md shows each source.
//
// May import: Core (Watching, Judging, JSON, Bytes, Vocabulary), Engine's Journal and HTTP.
