// Settings: what can be configured, documented key by key, and how a document is checked against it.
// Start reading here. May import: Core.
