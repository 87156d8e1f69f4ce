// Telemetry: structured log lines, metrics and health, without a place they go to.
//
// Start reading at `Logger.swift` for log lines, `MetricsRegistry.swift` for figures and `HealthRegistry.swift` for
// readiness. All of it may be called from any thread. May import: Core.
