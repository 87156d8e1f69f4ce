internal import Bytes
internal import Synchronization
package import Network
package import Vocabulary

/// The way in by one identity provider: asks it where to go when somebody first wants to, keeps what it said, and asks again
/// after a while. So a provider that is away stops nobody else, and no start of the program.
package final class OpenIDEntrance: Sendable {
    /// What a provider says of itself is asked for anew after this; while it is away, what it said before counts.
    private static let describedLife = TimeSpan.hours(1)
    /// Where a provider is away, it is asked again no sooner: the next who come are told so at once.
    private static let asksApart = TimeSpan.seconds(5)

    private typealias Found = Result<OpenIDSignIn, AccessRefusal>

    private struct Memory {
        var signIn: OpenIDSignIn?
        /// When ``signIn`` is to be asked for anew.
        var until: Instant?
        var failure: (refusal: AccessRefusal, until: Instant)?
        /// Who comes while it is asked waits for the same answer.
        var asking: Task<Found, Never>?
    }

    /// What people call it.
    package let name: String
    private let configuration: OpenIDProvider.Configuration
    private let service: AccessService
    private let network: OpenIDNetwork
    private let report: @Sendable (AccessRefusal) -> Void
    private let memory = Mutex(Memory())

    /// `report` hears of everybody who is not let in, for the log.
    package init(
        _ configuration: OpenIDProvider.Configuration, name: String, service: AccessService,
        network: @escaping OpenIDNetwork, report: @escaping @Sendable (AccessRefusal) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.name = name
        self.service = service
        self.network = network
        self.report = report
    }

    /// Where to send a browser; `note` is found again with ``note(in:)`` when it comes back.
    package func begin(note: String = "") async throws(AccessRefusal) -> OpenIDRequest {
        try await told { () async throws(AccessRefusal) in try await signIn().begin(note: note) }
    }

    package func finish(
        _ callback: OpenIDCallback, from address: NetworkAddress, client: ClientNote, language: Language = .english,
        replacing: SessionToken? = nil
    ) async throws(AccessRefusal) -> OpenedSession {
        try await told { () async throws(AccessRefusal) in
            try await signIn().finish(
                callback, from: address, client: client, language: language, replacing: replacing)
        }
    }

    /// What was noted when this began; nil for a cookie that is none of ours.
    package func note(in cookie: String) -> String? { OpenIDRequest.note(in: cookie, key: service.key) }

    private func told<Value>(
        _ work: () async throws(AccessRefusal) -> Value
    ) async throws(AccessRefusal) -> Value {
        do throws(AccessRefusal) {
            return try await work()
        } catch {
            report(error)
            throw error
        }
    }

    // MARK: What the provider says of itself

    private func signIn() async throws(AccessRefusal) -> OpenIDSignIn {
        let now = service.now()
        let (known, failure, asking) = memory.withLock {
            memory -> (OpenIDSignIn?, AccessRefusal?, Task<Found, Never>?) in
            if let signIn = memory.signIn, let until = memory.until, now < until { return (signIn, nil, nil) }
            if let failure = memory.failure, now < failure.until {
                return (memory.signIn, memory.signIn == nil ? failure.refusal : nil, nil)
            }
            let asking = memory.asking ?? Task { await ask() }
            memory.asking = asking
            return (nil, nil, asking)
        }
        if let known { return known }
        if let failure { throw failure }
        guard let asking else { throw .openIDAway("it was not asked") }
        return try await asking.value.get()
    }

    /// Asks the provider, and remembers what it says; what it said before counts while it is away.
    private func ask() async -> Found {
        let found: Result<OpenIDProvider, AccessRefusal>
        do throws(AccessRefusal) {
            guard let answer = await network(.get(configuration.discovery)) else {
                throw .openIDAway("its description can't be read")
            }
            guard answer.status == 200 else { throw .openIDAway("its description answers \(answer.status)") }
            found = .success(try OpenIDProvider(configuration, discovery: answer.body))
        } catch {
            found = .failure(error)
        }
        let now = service.now()
        return memory.withLock { memory in
            memory.asking = nil
            switch found {
            case .success(let provider):
                let isNew = memory.signIn.map { !$0.provider.isSame(as: provider) } ?? true
                // What it knows of keys and of journeys is kept where nothing changed.
                if isNew { memory.signIn = OpenIDSignIn(provider, service: service, network: network) }
                memory.until = now + Self.describedLife
                memory.failure = nil
            case .failure(let refusal): memory.failure = (refusal, now + Self.asksApart)
            }
            if let signIn = memory.signIn { return .success(signIn) }
            return .failure(memory.failure?.refusal ?? .openIDAway("it was not asked"))
        }
    }
}
