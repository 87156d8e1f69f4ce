// Reading: a vendor's words → facts (languages, references, times, windows, causes, actions), each with the words it
// rests on. General rules only: what is particular to a vendor (zone, languages) comes in as an argument.
//
// May import: Vocabulary.
