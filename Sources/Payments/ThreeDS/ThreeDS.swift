// ThreeDS: EMV 3-D Secure 2.2 messages, their rules, and the three parties that exchange them, as pure values.
//
// Start reading at `Messages/Message.swift` (one message), `Messages/MessageReader.swift` (bytes → message or protocol
// error), `Elements/ElementCatalogue.swift` (every data element once, with its format) and
// `Messages/MessageRules.swift` (which of them a message must have). `Transactions/` holds one state machine per party:
// 3DS server, directory server, ACS. Nothing here prints a card number: see `Words/CardNumber.swift`.
// May import: Vocabulary, Network, JSON, Bytes.
