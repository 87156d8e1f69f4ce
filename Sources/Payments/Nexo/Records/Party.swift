/// Who speaks, or is spoken of: an identification, what kind of party it is, and who gave the identification.
package struct Party: Record {
    package var identification: String
    package var kind: PartyKind?
    package var issuer: PartyKind?
    package var country: String?
    package var shortName: String?

    package init(_ identification: String, kind: PartyKind? = nil, issuer: PartyKind? = nil) {
        self.identification = identification
        self.kind = kind
        self.issuer = issuer
    }

    static let blank = Party("")

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.identification, 1...35, &identification)
        try form.code(.type, &kind, excluding: [.card])
        try form.code(.issuer, &issuer, excluding: [.card])
        try form.text(.country, 2...3, &country, of: .letters)
        try form.text(.shortName, 1...35, &shortName)
    }
}

/// A party where the schema has fewer kinds of them: a merchant, or a terminal of before.
package struct Identification: Record {
    package var identification: String
    package var kind: PartyKind?
    package var issuer: PartyKind?
    package var shortName: String?

    package init(_ identification: String, kind: PartyKind? = nil, issuer: PartyKind? = nil) {
        self.identification = identification
        self.kind = kind
        self.issuer = issuer
    }

    static let blank = Identification("")
    static let kindsExcluded: [PartyKind] = [.masterTerminalManager, .taxAuthority, .terminalManager, .card]
    static let issuersExcluded: [PartyKind] = [
        .pointOfInteraction, .delegateIssuer, .masterTerminalManager, .terminalManager, .card,
    ]

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.identification, 1...35, &identification)
        try form.code(.type, &kind, excluding: Self.kindsExcluded)
        try form.code(.issuer, &issuer, excluding: Self.issuersExcluded)
        try form.text(.shortName, 1...35, &shortName)
    }
}

/// Which party answered: the evidence of where in the chain an answer comes from.
package struct RespondingParty: Record {
    package var identification: String?
    package var kind: PartyKind
    package var issuer: PartyKind?
    package var country: String?
    package var shortName: String?

    package init(_ identification: String?, kind: PartyKind) {
        self.identification = identification
        self.kind = kind
    }

    static let blank = RespondingParty(nil, kind: .issuer)

    mutating func describe(_ form: inout some Form) throws(NexoError) {
        try form.text(.identification, 1...35, &identification)
        try form.code(
            .type, &kind, excluding: [.masterTerminalManager, .taxAuthority, .terminalManager])
        try form.code(.issuer, &issuer, excluding: Identification.issuersExcluded)
        try form.text(.country, 2...3, &country, of: .letters)
        try form.text(.shortName, 1...35, &shortName)
    }
}
