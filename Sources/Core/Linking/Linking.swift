// Linking: which incidents tell one event, how bad it is in our own reading, and how honest a vendor's telling was.
//
// May import: Vocabulary.
