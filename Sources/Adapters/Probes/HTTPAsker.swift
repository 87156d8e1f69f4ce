internal import Bytes
internal import HTTP
internal import Machine
internal import Network
internal import Observing
internal import Series
internal import Vocabulary

/// One request of HTTP/1 over a connection of its own, to an address that is given.
struct HTTPAsker: Sendable {
    struct Answer: Sendable {
        /// Nil when none came that is whole: the ending says why.
        var response: FetchResponse?
        let ending: Conversation.Ending
        let phases: PhaseTimes
    }

    private static let protocols = [8] + Array("http/1.1".utf8)

    let loop: EventLoop
    let contexts: TLSContexts

    /// Throws when it cannot be asked at all.
    func ask(_ request: FetchRequest, at place: SocketAddress, _ terms: TLSTerms) async throws(FetchError) -> Answer {
        try request.validate()
        var security: (context: TLSContext, terms: TLSTerms)?
        if request.url.scheme == .https {
            var terms = terms
            terms.name = request.url.host
            do throws(TLSSetupError) {
                security = (try contexts.context(for: terms), terms)
            } catch {
                throw FetchError(.tlsFailed(.ownCertificate), error.description)
            }
        }
        let answer = await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
            let waiter = ProbeWaiter(continuation)
            loop.execute { [loop, security] in
                Self.begin(request, at: place, security, on: loop) { waiter.give($0) }
            }
        }
        guard var answer else { throw FetchError(.cancelled, "the prober is being stopped") }
        if let fault = answer.decode(most: request.policy.bodyBytes) {
            throw FetchError(.protocolError, fault)
        }
        return answer
    }

    private static func begin(
        _ request: FetchRequest, at place: SocketAddress, _ security: (context: TLSContext, terms: TLSTerms)?,
        on loop: EventLoop, _ done: @escaping (Answer) -> Void
    ) {
        let clock = ProbeClock(microseconds: Int64(request.policy.totalMilliseconds) * 1_000)
        let script = HTTPScript(request)
        // What the script bounds are body and head; chunks have lengths besides.
        let bytesMost = min(request.policy.bodyBytes, 1 << 32) * 4 + 2 * request.policy.headerBytes
        Conversation(
            .stream,
            security: security.map {
                Conversation.Security(
                    context: $0.context, terms: $0.terms, isFromStart: true, protocols: protocols)
            }, to: place, script: script, clock: clock, bytesMost: bytesMost, on: loop
        ) { ending in
            guard ending.outcome.kind == .ok else {
                return done(Answer(response: nil, ending: ending, phases: clock.phases))
            }
            var response = FetchResponse(status: HTTPStatus(script.reader.status), url: request.url)
            response.headers = script.reader.headers
            response.body = script.reader.body
            response.version = script.reader.version
            response.phases.total = clock.total
            done(Answer(response: response, ending: ending, phases: clock.phases))
        }.begin()
    }
}

extension HTTPAsker.Answer {
    /// Bodies are held against conditions as they were before they were compressed. What is wrong, if anything.
    fileprivate mutating func decode(most: Int) -> String? {
        guard let body = response?.body, !body.isEmpty, let coding = response?.headers["Content-Encoding"]?.lowercased()
        else { return nil }
        let content: [UInt8]?
        switch coding {
        case "identity", "": return nil
        case "gzip", "x-gzip": content = Compression.gunzip(body, most: most)
        case "br": content = Compression.unbrotli(body, most: most)
        default: return "the body came in a coding that was not asked for"
        }
        guard let content else { return "the body cannot be unpacked, or is more than \(most) bytes unpacked" }
        response?.body = content
        return nil
    }
}
