/// Options of `vigie platform` that one role alone has.
extension CommandTable {
    static let ofNexo = [
        option(
            "upstream", "HOST:PORT", "nexo-host: a nexo authorisation server; once for each.", isRepeated: true),
        option("upstream-certificate", "FILE", "What nexo-host shows to it.", completion: .file),
        option("upstream-key", "FILE", "The private key of that.", completion: .file),
        option("upstream-authorities", "FILE", "Its certificate is by one of these.", completion: .file),
        option(
            "upstream-peer", "NAME", "The name in its certificate, where it is not the host.", isRepeated: true),
        option("upstream-timeout", "SECONDS", "How long it may take for an answer; 20 when left out."),
        option("mac-key", "REFERENCE", "nexo: env:NAME or file:PATH of NAME VERSION HEX, for tests."),
        option("mac-demanded", "YES", "nexo-authorisation: yes rejects messages without a MAC."),
    ]

    static let ofSettlement = [
        option(
            "cut-off", "CHANNEL=HH:MM", "settlement: when a channel's day ends (UTC).", isRepeated: true),
        option("grace", "MINUTES", "How long after that its file may take; 120 when left out."),
    ]
}
