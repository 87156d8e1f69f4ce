/// The options of the roles that speak HTTP: 3DS server, issuer, gateway of redirect methods.
extension CommandTable {
    static let overHTTP = [
        option("public", "ADDRESS:PORT", "Where browsers connect; on --listen when left out.", isRepeated: true),
        option("public-certificate", "FILE", "With --public-key: TLS for browsers.", completion: .file),
        option("public-key", "FILE", "The private key of that.", completion: .file),
        option("origin", "URL", "How browsers reach this instance, such as https://pay.example."),
        option("inside-origin", "URL", "How other roles reach it; --origin when left out."),
        option("sealing-key", "REFERENCE", "Seals what browsers carry: env:NAME or file:PATH; anew when left out."),
        option("caller-key", "REFERENCE", "3ds-server, issuer: callers must send it as Authorization: Bearer."),
        option("directory", "URL", "3ds-server: where the directory server is."),
        option("return-origin", "URL", "3ds-server: browsers may be sent back there.", isRepeated: true),
        option("server-origin", "URL", "issuer: an origin of a 3DS server.", isRepeated: true),
        option("scheme-certificate", "FILE", "What the role shows to those it calls.", completion: .file),
        option("scheme-key", "FILE", "The private key of that.", completion: .file),
        option("scheme-authorities", "FILE", "Whom it trusts there; this machine's when left out.", completion: .file),
        option("merchants", "FILE", "gateway, apm-gateway: who takes payments, as JSON.", completion: .file),
        option("bank-secret", "REFERENCE", "apm-gateway: what a bank signs its notices with."),
    ]
}
