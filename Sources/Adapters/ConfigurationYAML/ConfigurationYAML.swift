// ConfigurationYAML: vigie.yaml through libyaml into the tree that Settings checks.
// Start reading here. May import: Settings, CYAML.
