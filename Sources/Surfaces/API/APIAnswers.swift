internal import HTTP
package import Incidents
internal import Synchronization
package import Vocabulary

/// What the API answers from: the latest site, and what was made of it. Whoever follows the journal calls
/// ``update(_:asOf:now:)`` with each new site, and now and then with the old one, for what changes by time alone.
package final class APIAnswers: Sendable {
    /// The site, when it was read, and the time that it is told for.
    package struct Picture: Sendable {
        package let site: Site
        package let asOf: Instant
        package let now: Instant
        let links: SiteLinks
    }

    /// Names an answer that was made of the picture.
    struct Key: Hashable {
        var target: String
        var origin: String
    }

    private struct State {
        var picture: Picture?
        var made: [Key: PreparedResponse] = [:]
        var bytes = 0
        var generation = 0
    }

    /// More are made anew each time: who asks for endless addresses gets no more memory.
    static let madeMost = 2_000
    /// All that are kept together, in all their encodings.
    static let madeBytesMost = 64 << 20

    private let state = Mutex(State())

    package init() {}

    package func update(_ site: Site, asOf: Instant, now: Instant) {
        state.withLock { state in
            state.picture = Picture(site: site, asOf: asOf, now: now, links: SiteLinks(site, now: now))
            state.made = [:]
            state.bytes = 0
            state.generation += 1
        }
    }

    package var picture: Picture? { state.withLock { $0.picture } }

    func made(_ key: Key) -> PreparedResponse? { state.withLock { $0.made[key] } }

    /// The picture, and its number for ``keep(_:_:of:)``.
    func current() -> (picture: Picture, generation: Int)? {
        state.withLock { state in state.picture.map { ($0, state.generation) } }
    }

    /// Keeps an answer that was made of the picture with that number; of an older one it comes too late.
    func keep(_ response: PreparedResponse, _ key: Key, of generation: Int) {
        let bytes = [response.identity, response.gzip, response.brotli].reduce(0) { $0 + ($1?.body.count ?? 0) }
        state.withLock { state in
            guard state.generation == generation, state.made[key] == nil, state.made.count < Self.madeMost,
                state.bytes + bytes <= Self.madeBytesMost
            else { return }
            state.made[key] = response
            state.bytes += bytes
        }
    }
}
