internal import Bytes
internal import JSON
internal import Journal
internal import Vocabulary

extension JSONObjectReader {
    func identifier<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws(JSONError) -> ID {
        try converted(name, "lower-case letters, digits and hyphens, at most 64") { ID($0) }
    }

    func digest(_ name: String) throws(JSONError) -> SHA256Digest {
        try converted(name, "64 hexadecimal digits") { SHA256Digest(hexadecimal: $0) }
    }

    func digests(_ name: String) throws(JSONError) -> [SHA256Digest] {
        try array(name) { json, path throws(JSONError) in
            guard let digest = SHA256Digest(hexadecimal: try Self.string(json, path)) else {
                throw JSONError(.refusedValue, "expected 64 hexadecimal digits", path: path)
            }
            return digest
        }
    }

    func bytes(_ name: String) throws(JSONError) -> [UInt8] {
        try converted(name, "Base64") { Base64.decode($0) }
    }

    func instant(_ name: String) throws(JSONError) -> Instant {
        try converted(name, "an instant") { try? Instant(rfc3339: $0) }
    }

    func span(_ name: String) throws(JSONError) -> TimeSpan {
        .seconds(try integer(name, in: 0...1_000_000_000))
    }

    func email(_ name: String) throws(JSONError) -> EmailAddress {
        try converted(name, "an e-mail address") { EmailAddress($0) }
    }

    func language(_ name: String) throws(JSONError) -> Language {
        try converted(name, "a language code of two lower-case letters") { Language($0) }
    }

    /// People, where nothing else is said.
    func roleSource(_ name: String) throws(JSONError) -> AccessFact.RoleSource {
        try optional(name) { reader throws(JSONError) in
            try reader.converted(name, "a known source of roles") { AccessFact.RoleSource(rawValue: $0) }
        } ?? .people
    }

    func client() throws(JSONError) -> ClientNote {
        ClientNote(address: try string("address"), agent: try string("agent"))
    }

    /// Words that this program knows. Others are left out: a later release may have had roles and rights that this one
    /// has not, and what is not known grants nothing.
    func words<Word: RawRepresentable & Hashable>(
        _ name: String, of type: Word.Type = Word.self
    ) throws(JSONError) -> Set<Word> where Word.RawValue == String {
        Set(try strings(name).compactMap { Word(rawValue: $0) })
    }
}

extension JSONValue {
    /// This object with one member more; nothing is added for nil.
    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}

extension Account {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        let profile = try AccessFact.Profile(object)
        let id: UserID = try object.identifier("id")
        let factor = try object.optional("secondFactor") { reader throws(JSONError) in
            let factor = try reader.object("secondFactor")
            return SecondFactor(
                sealed: try factor.bytes("sealed"), usedStep: try factor.optionalInteger("usedStep"),
                recovery: try factor.digests("recovery"))
        }
        self.init(
            user: User(
                id: id, name: profile.name, email: profile.email, roles: profile.roles, language: profile.language,
                state: try object.converted("state", "a known state") { User.State(rawValue: $0) },
                hasSecondFactor: factor != nil, edition: Int(try object.integer("edition", in: 0...1_000_000_000))),
            verifier: try object.optional("password") { reader throws(JSONError) in
                try reader.converted("password", "an Argon2id verifier") { PasswordVerifier(encoded: $0) }
            },
            secondFactor: factor,
            pending: try object.optional("pending") { reader throws(JSONError) in
                let pending = try reader.object("pending")
                return PendingCode(digest: try pending.digest("digest"), until: try pending.instant("until"))
            },
            subject: try object.optional("subject") { reader throws(JSONError) in try reader.digest("subject") },
            roleSource: try object.roleSource("rolesBy"),
            isEmailOwnWord: try object.optionalBool("emailIsOwnWord") ?? false,
            epoch: Int(try object.integer("epoch", in: 0...1_000_000_000)),
            version: StreamVersion(try object.integer("version", in: 0...Int64.max)))
    }

    var json: JSONValue {
        let profile = AccessFact.Profile(
            name: user.name, email: user.email, roles: user.roles, language: user.language)
        return profile.json
            .with("id", .string(user.id.rawValue)).with("state", .string(user.state.rawValue))
            .with("edition", JSONValue(user.edition)).with("epoch", JSONValue(epoch))
            .with("version", .integer(version.rawValue)).with("password", verifier.map { .string($0.encoded) })
            .with("emailIsOwnWord", isEmailOwnWord ? .bool(true) : nil)
            .with("subject", subject.map { .string($0.hexadecimal) })
            .with("rolesBy", roleSource == .people ? nil : .string(roleSource.rawValue))
            .with(
                "pending",
                pending.map {
                    ["digest": .string($0.digest.hexadecimal), "until": .string($0.until.rfc3339)]
                }
            )
            .with(
                "secondFactor",
                secondFactor.map { factor in
                    let json: JSONValue = [
                        "sealed": .string(Base64.encode(factor.sealed)),
                        "recovery": JSONValue(factor.recovery.map(\.hexadecimal)),
                    ]
                    return json.with("usedStep", factor.usedStep.map { .integer($0) })
                })
    }
}

extension Session {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.identifier("id"), user: try object.identifier("user"),
            digest: try object.digest("digest"), opened: try object.instant("opened"),
            until: try object.instant("until"), seen: try object.instant("seen"), client: try object.client())
    }

    var json: JSONValue {
        [
            "id": .string(id.rawValue), "user": .string(user.rawValue), "digest": .string(digest.hexadecimal),
            "opened": .string(opened.rfc3339), "until": .string(until.rfc3339), "seen": .string(seen.rfc3339),
            "address": .string(client.address), "agent": .string(client.agent),
        ]
    }
}

extension APIToken {
    init(json: JSONValue) throws(JSONError) {
        let object = try JSONObjectReader(json)
        self.init(
            id: try object.identifier("id"), name: try object.string("name"), owner: try object.identifier("owner"),
            digest: try object.digest("digest"), scopes: try object.words("scopes"),
            issued: try object.instant("issued"), until: try object.instant("until"),
            used: try object.optional("used") { reader throws(JSONError) in try reader.instant("used") })
    }

    var json: JSONValue {
        let json: JSONValue = [
            "id": .string(id.rawValue), "name": .string(name), "owner": .string(owner.rawValue),
            "digest": .string(digest.hexadecimal), "scopes": JSONValue(scopes.sorted().map(\.rawValue)),
            "issued": .string(issued.rfc3339), "until": .string(until.rfc3339),
        ]
        return json.with("used", used.map { .string($0.rfc3339) })
    }
}
