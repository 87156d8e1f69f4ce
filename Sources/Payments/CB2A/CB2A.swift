// CB2A: messages between a terminal and its acquirer in the manner of CB2A, and who sends which one next. Pure.
//
// The real dictionary of CB2A is licensed and not here. This is a documented profile of our own in the same family of
// encodings, and no statement of conformity: `docs/payments/cb2a.md`. A licensee loads theirs from a file.
//
// Start reading at `CB2ALink.swift`, which turns bytes into the typed messages of `Messages/`. The dialogues are values:
// `Dialogue/TerminalDialogue.swift` and `HostDialogue.swift` for payments, `Telecollection/` for the evening's batch.
// May import: Core, ISO8583, Cards.
