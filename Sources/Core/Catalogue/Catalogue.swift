// Catalogue: the vendors that Vigie knows how to follow (`vendors.json`), as values.
//
// May import: Vocabulary, JSON.
