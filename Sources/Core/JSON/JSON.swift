// JSON: a JSON value, a strict bounded reader and a canonical writer.
// Start reading here. May import: nothing.
