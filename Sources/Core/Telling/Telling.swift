// Telling: an incident -> what a brand says in each language. One state function, one visibility function.
// Start reading here. May import: Vocabulary.
