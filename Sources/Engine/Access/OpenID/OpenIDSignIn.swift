internal import Bytes
internal import JSON
internal import Journal
internal import Synchronization
internal import Vocabulary

/// Lets people in whom an identity provider vouches for.
///
/// Its second factors are the provider's matter: who comes this way is not asked for a code.
package final class OpenIDSignIn: Sendable {
    /// A provider that changes keys is believed within this, and who sends forged key names makes us ask no oftener.
    private static let keysApart = TimeSpan.minutes(1)

    private struct Memory {
        var keys: OpenIDKeys?
        var asked: Instant?
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

    package func begin() -> OpenIDRequest {
        OpenIDRequest(provider, key: service.key, now: service.now(), random: service.surroundings.random)
    }

    package func finish(
        _ callback: OpenIDCallback, client: ClientNote, replacing: SessionToken? = nil
    ) async throws(AccessRefusal) -> OpenedSession {
        let (journey, code) = try OpenIDRequest.open(callback, provider, key: service.key, now: service.now())
        let idToken = try await exchange(code, journey)
        let claims = try await claims(idToken, journey)
        return try await service.signIn(claims, provider.configuration, client: client, replacing: replacing)
    }

    /// Gives the code for an ID token, on our own way to the provider.
    private func exchange(_ code: String, _ journey: OpenIDRequest.Journey) async throws(AccessRefusal) -> String {
        let configuration = provider.configuration
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", configuration.redirect),
            ("code_verifier", journey.verifier),
        ]
        var authorization: Password?
        if let secret = configuration.clientSecret {
            // RFC 6749, 2.3.1: both are coded before they are joined.
            let pair = FormText.coded(configuration.clientID) + ":" + FormText.coded(secret.text)
            authorization = Password("Basic " + Base64.encode(Array(pair.utf8)))
        } else {
            form.append(("client_id", configuration.clientID))
        }
        let call = OpenIDCall.post(provider.token, form: FormText.make(form), authorization: authorization)
        guard let answer = await network(call) else { throw Self.away }
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
        return token
    }

    /// Looks at the statement with the keys at hand, and once more with new ones when it is signed with none of them.
    private func claims(
        _ token: String, _ journey: OpenIDRequest.Journey
    ) async throws(AccessRefusal) -> OpenIDClaims {
        let known = memory.withLock { $0.keys }
        if let known {
            do throws(AccessRefusal) {
                return try claims(token, known, journey)
            } catch {
                guard error.message == OpenIDClaims.unknownKey else { throw error }
            }
        }
        let now = service.now()
        let mayAsk = memory.withLock { memory in
            if let asked = memory.asked, known != nil, now - asked < Self.keysApart { return false }
            memory.asked = now
            return true
        }
        guard mayAsk else { throw AccessRefusal(.notBelieved, OpenIDClaims.unknownKey) }
        guard let answer = await network(.get(provider.keys)), answer.status == 200 else { throw Self.away }
        let keys = try OpenIDKeys(answer.body)
        memory.withLock { $0.keys = keys }
        return try claims(token, keys, journey)
    }

    private func claims(
        _ token: String, _ keys: OpenIDKeys, _ journey: OpenIDRequest.Journey
    ) throws(AccessRefusal) -> OpenIDClaims {
        try OpenIDClaims(
            idToken: token, keys: keys, provider: provider.configuration, nonce: journey.nonce, now: service.now())
    }

    private static let away = AccessRefusal(
        .unavailable, "The identity provider can't be reached at the moment; try again soon.")
}
