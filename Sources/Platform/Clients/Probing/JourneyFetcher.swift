internal import HTTP
internal import JSON
internal import Network
internal import Observing
internal import Series
internal import Vocabulary
internal import Watching

/// A probe's way to a channel of the web: over new connections, to the address that is asked, as whom and believing whom the
/// probe says, and with what each request took told to its journey.
struct JourneyFetcher: HTTPFetching {
    let journey: ChannelJourney
    let origin: FetchURL

    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        let question = journey.question
        var request = request
        request.policy.connection = .fresh
        request.policy.addresses = .any
        request.policy.minimumBytesPerSecond = 0
        if case .only(let pem)? = question.terms?.trust { request.policy.trust = .only(pem: pem) }
        if request.url.hasSameOrigin(as: origin) {
            request.policy.chosenAddress = ChosenAddress(question.place.address, port: question.place.port)
            request.policy.clientIdentity = question.terms?.identity.map {
                ClientIdentity(certificatePEM: $0.certificatePEM, keyPEM: $0.keyPEM)
            }
            for field in question.headers where request.headers[field.name] == nil {
                request.headers.add(field.name, field.value)
            }
        }
        // What undoes has more patience than the probe.
        if !journey.isOver {
            let left = max(1, Int(journey.timeLeft.microseconds / 1_000))
            request.policy.totalMilliseconds = min(request.policy.totalMilliseconds, left)
            request.policy.connectMilliseconds = min(request.policy.connectMilliseconds, left)
        }
        journey.begin("\(request.method) \(request.url)")
        do throws(FetchError) {
            let response = try await journey.surroundings.http.fetch(request)
            journey.end(spans(response.phases, request, nil), failure: Self.failure(response))
            return response
        } catch {
            journey.end(
                spans(error.phases, request, error.stoppedPhase),
                failure: ChannelJourney.Finding(error.outcome, error.message))
            throw error
        }
    }

    private func spans(
        _ phases: FetchPhases, _ request: FetchRequest, _ stopped: Sample.Phase?
    ) -> [Sample.Phase: TimeSpan] {
        phases.spans(of: request, endedAfter: stopped).mapValues { TimeSpan(microseconds: $0) }
    }

    /// The channel's own word for it, when it has one. A 502 or 504 is the word of one who stands between, and `unavailable` the
    /// channel's for its own store or for whom it asks.
    private static func failure(_ response: FetchResponse) -> ChannelJourney.Finding? {
        let status = response.status.code
        guard status >= 400 else { return nil }
        let code = (try? JSONValue(reading: response.body))?["code"]?.string
        let isBehind = status == 502 || status == 504 || code == "unavailable"
        return .failed(
            isBehind ? .behind : .answer, "the answer to \(response.url) is \(status)" + (code.map { ", \($0)" } ?? ""),
            code: status)
    }
}
