// API: the JSON that programs see.
// Start reading here. May import: Engine and Core.
