// Roles: what the processes of the payment platform have in common.
//
// The platform takes test payments on six channels; each of its roles is a process of its own, so that instances can be started,
// drained, broken and upgraded apart. Start reading at `Words/PlatformRole.swift`, then `Ports/ProviderLink.swift` (how every
// channel reaches the provider), `Ports/Authenticator.swift` (how the gateway has a cardholder authenticated) and `Ports/Frames.swift`
// (frames over connections, as `Adapters/Wire` carries them). Each role lives in a target of its own beside this one.
// May import: Vocabulary, Network, Telemetry, Cards, ISO8583, Ledger.
