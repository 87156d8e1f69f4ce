// Clients: what shops and terminals do to take a payment, by the channels' own protocols.
//
// `vigie pay` makes one payment with them and tells each step; `vigie traffic` plays many. Each client fills the port
// `PaymentClient` of Traffic and asks over a port of Roles or HTTP, so tests and tools bring the network. Start reading at
// `CB2A/CB2ATerminals.swift` for terminals and at `Ecommerce/GatewayShop.swift` for shops. May import: Traffic, Roles, Payments' codecs,
// Ledger, Vocabulary, HTTP, JSON.
