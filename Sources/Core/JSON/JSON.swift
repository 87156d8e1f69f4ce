// JSON: a JSON value, a strict bounded reader and a canonical writer.
//
// Start reading at `JSONValue.swift`. Bytes become values in `JSONReader.swift`, values become the program's own types in
// `JSONObjectReader.swift`, and become bytes again in `JSONWriter.swift`. May import: nothing.
