package import Bytes
package import HTTP
package import Vocabulary

/// How a machine becomes an agent: its own key and the code go to the server, and a name comes back.
package enum AgentEnrolment {
    /// Sent before a name is known: the code says whose it is.
    static let nobody = AgentName(checked: "new")

    /// Asks again when an answer is lost: the same code with the same key is answered alike.
    package static func enrol(
        at server: FetchURL, code: [UInt8], key: SigningKey, authorities: String?, fetcher: any HTTPFetching,
        now: @Sendable () -> Instant, pause: @Sendable (TimeSpan) async -> Void
    ) async -> Result<(AgentIdentity, kept: Int64), AgentNotice> {
        var problem = AgentNotice.unreachable("\(server) does not answer")
        for attempt in 0..<4 {
            if attempt > 0 { await pause(.seconds(1)) }
            let request = AgentRequest(
                .enrol, nobody, at: now(), Enrolment(code: code, key: key.verifier).bytes, key: key)
            let answer: AgentAnswer
            do {
                let response = try await fetcher.fetch(
                    FetchRequest(
                        method: .post, url: server, headers: ["Content-Type": "application/octet-stream"],
                        body: request.bytes,
                        policy: AgentIdentity.policy(milliseconds: 15_000, authorities: authorities)))
                guard let read = try? AgentAnswer(reading: response.body) else {
                    problem = .unreachable("\(server) answered with status \(response.status.code), not as a server")
                    continue
                }
                answer = read
            } catch {
                problem = .unreachable("\(server) can't be asked: \(error)")
                continue
            }
            switch answer.outcome {
            case .enrolled(let name, let kept):
                return .success((AgentIdentity(server: server, name: name, key: key, authorities: authorities), kept))
            case .refused(let refusal):
                problem = .refused(refusal)
                guard refusal.mayPass else { return .failure(problem) }
            case .told, .kept: return .failure(.unreachable("\(server) answered something else than was asked"))
            }
        }
        return .failure(problem)
    }
}

extension AgentNotice: Error {}
