// Telemetry: structured log lines, metrics and health, without a place they go to.
// Start reading here. May import: Core.
