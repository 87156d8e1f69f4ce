// Authentication: 3-D Secure as services: the shop's 3DS server, and the simulated scheme and issuer.
//
// The rules are the state machines of `Payments/ThreeDS`; here are the memory of running transactions, the clock, HTTP and pages.
// Start reading at `Server/AuthenticationService.swift` (the 3DS server), then `Issuer/DirectoryService.swift` and
// `Issuer/ChallengeService.swift` (the issuer role); `Words/RemoteAuthenticator.swift` is how the gateway reaches the first. What
// each test card does is `Issuer/IssuerBehaviour.swift`. May import: Core, Payments, Roles, Markup, and of Engine HTTP.
