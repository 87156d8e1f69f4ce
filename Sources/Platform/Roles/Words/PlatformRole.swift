/// What one process of the platform is.
package enum PlatformRole: String, Sendable, Hashable, CaseIterable {
    /// The e-commerce API, the hosted payment page, the e-terminal.
    case gateway
    /// The merchant's side of 3-D Secure.
    case threeDSServer = "3ds-server"
    /// The simulated scheme and issuer: directory server and access control server, with a challenge page.
    case issuer
    /// Where terminals connect that speak CB2A-style ISO 8583.
    case cb2aHost = "cb2a-host"
    /// Where terminals connect that speak nexo; it passes what it takes to the authorisation server.
    case nexoHost = "nexo-host"
    /// Decides on what the nexo host passes on.
    case nexoAuthorisation = "nexo-authorisation"
    /// Redirect methods, with a simulated bank.
    case redirects = "apm-gateway"
    /// One server of the external provider: acquirer and scheme.
    case provider
    /// Settles each channel by the provider's files.
    case settlement
}
