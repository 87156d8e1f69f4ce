// DNS: questions and answers of the domain name system as values: names, messages, records in one written form, drift.
//
// Start reading at `DomainMessage.swift`; everything that is read is bounded. May import: Network.
