internal import Bytes
internal import JSON
internal import Journal
internal import Synchronization
package import Network
package import Vocabulary

/// Lets people in whom an identity provider vouches for.
///
/// Its second factors are the provider's matter: who comes this way is not asked for a code.
package final class OpenIDSignIn: Sendable {
    /// The provider's keys are asked for anew after this, so that one that it gave up is given up here.
    private static let keysLife = TimeSpan.hours(1)
    /// A provider that changes keys is believed at once, and who sends forged key names makes us ask no oftener than this.
    private static let asksMost = 3
    private static let asksWithin = TimeSpan.minutes(1)
    /// Journeys that ended lately; each ends once.
    private static let endedMost = 10_000

    private struct Memory {
        var keys: OpenIDKeys?
        var keysUntil = Instant(seconds: 0)
        var asked: [Instant] = []
        var ended: [String: Instant] = [:]
    }

    package let provider: OpenIDProvider
    private let service: AccessService
    private let network: OpenIDNetwork
    private let memory = Mutex(Memory())

    package init(_ provider: OpenIDProvider, service: AccessService, network: @escaping OpenIDNetwork) {
        self.provider = provider
        self.service = service
        self.network = network
    }

    /// `note` comes back with who comes back; it is sealed.
    package func begin(note: String = "") -> OpenIDRequest {
        OpenIDRequest(
            provider, note: note, key: service.key, now: service.now(), random: service.surroundings.random)
    }

    /// Whoever comes from one address too often waits: each return makes us ask the provider.
    package func finish(
        _ callback: OpenIDCallback, from address: NetworkAddress, client: ClientNote, language: Language = .english,
        replacing: SessionToken? = nil
    ) async throws(AccessRefusal) -> OpenedSession {
        let (journey, code) = try OpenIDRequest.open(callback, provider, key: service.key, now: service.now())
        try service.admitReturn(from: address)
        guard end(journey) else {
            throw AccessRefusal(.openIDLate, "This sign-in was finished before. Sign in again.")
        }
        let (idToken, accessToken) = try await exchange(code, journey)
        var claims = try await claims(idToken, journey)
        if !claims.isComplete(for: provider.configuration), let accessToken, let place = provider.userInfo {
            try await complete(&claims, place, accessToken)
        }
        return try await service.signIn(
            claims, provider.configuration, client: client, language: language, replacing: replacing)
    }

    /// False when somebody came back with this before.
    private func end(_ journey: OpenIDRequest.Journey) -> Bool {
        let now = service.now()
        return memory.withLock { memory in
            guard memory.ended[journey.state] == nil else { return false }
            if memory.ended.count >= Self.endedMost {
                memory.ended = memory.ended.filter { now < $0.value }
                // So many within minutes are no people: the oldest go.
                for (state, _) in memory.ended.sorted(by: { $0.value < $1.value }).prefix(Self.endedMost / 2)
                where memory.ended.count >= Self.endedMost { memory.ended[state] = nil }
            }
            memory.ended[journey.state] = now + OpenIDRequest.life
            return true
        }
    }

    /// Gives the code for an ID token, on our own way to the provider.
    private func exchange(
        _ code: String, _ journey: OpenIDRequest.Journey
    ) async throws(AccessRefusal) -> (idToken: String, accessToken: String?) {
        let configuration = provider.configuration
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", configuration.redirect),
            ("code_verifier", journey.verifier),
        ]
        var authorization: Password?
        if let secret = configuration.clientSecret, !provider.takesSecretInForm {
            // RFC 6749, 2.3.1: both are coded before they are joined.
            let pair = FormText.coded(configuration.clientID) + ":" + FormText.coded(secret.text)
            authorization = Password("Basic " + Base64.encode(Array(pair.utf8)))
        } else {
            form.append(("client_id", configuration.clientID))
            if let secret = configuration.clientSecret { form.append(("client_secret", secret.text)) }
        }
        let call = OpenIDCall.post(provider.token, form: FormText.make(form), authorization: authorization)
        guard let answer = await network(call) else { throw .openIDAway("its token endpoint does not answer") }
        if answer.status >= 500 { throw .openIDAway("its token endpoint answers \(answer.status)") }
        guard answer.status == 200,
            let json = try? JSONValue(
                reading: answer.body, limits: JSONLimits(bytes: OpenIDProvider.documentBytesMost, depth: 16)),
            let token = json["id_token"]?.string
        else {
            throw AccessRefusal(
                .notBelieved,
                "The identity provider did not take the code back (status \(answer.status)). Sign in again; when it stays, check "
                    + "the client's secret and redirect address.")
        }
        return (token, json["access_token"]?.string)
    }

    /// Asks for what the statement left out.
    private func complete(
        _ claims: inout OpenIDClaims, _ place: String, _ accessToken: String
    ) async throws(AccessRefusal) {
        // What could not be a header field is no access token.
        guard accessToken.utf8.count <= 16_384, accessToken.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return }
        guard let answer = await network(.get(place, authorization: Password("Bearer " + accessToken))) else {
            throw .openIDAway("its userinfo endpoint does not answer")
        }
        guard answer.status == 200 else { throw .openIDAway("its userinfo endpoint answers \(answer.status)") }
        try claims.complete(with: answer.body, provider.configuration)
    }

    // MARK: Keys

    /// Looks at the statement with the keys at hand, and once more with new ones when it is signed with none of them.
    private func claims(
        _ token: String, _ journey: OpenIDRequest.Journey
    ) async throws(AccessRefusal) -> OpenIDClaims {
        let now = service.now()
        let known = memory.withLock { now < $0.keysUntil ? $0.keys : nil }
        if let known {
            do throws(AccessRefusal) {
                return try claims(token, known, journey)
            } catch {
                guard error.message == OpenIDClaims.unknownKey else { throw error }
            }
        }
        let mayAsk = memory.withLock { memory in
            memory.asked = memory.asked.suffix(Self.asksMost)
            let lately = memory.asked.count { now - $0 < Self.asksWithin }
            guard known == nil || lately < Self.asksMost else { return false }
            memory.asked.append(now)
            return true
        }
        guard mayAsk else { throw AccessRefusal(.notBelieved, OpenIDClaims.unknownKey) }
        guard let answer = await network(.get(provider.keys)) else { throw .openIDAway("its keys can't be read") }
        guard answer.status == 200 else { throw .openIDAway("its keys answer \(answer.status)") }
        let keys = try OpenIDKeys(answer.body)
        memory.withLock {
            $0.keys = keys
            $0.keysUntil = now + Self.keysLife
        }
        return try claims(token, keys, journey)
    }

    private func claims(
        _ token: String, _ keys: OpenIDKeys, _ journey: OpenIDRequest.Journey
    ) throws(AccessRefusal) -> OpenIDClaims {
        try OpenIDClaims(
            idToken: token, keys: keys, provider: provider.configuration, nonce: journey.nonce, now: service.now())
    }
}
