internal import HTTP
internal import Machine
internal import Network
internal import Observing
internal import Series
internal import Vocabulary
internal import Watching

/// One probe of HTTP: its steps in order, within its time. What is asked of the given address by HTTP/1 is said on a socket
/// of our own, which costs a fraction; the rest goes over the HTTP client.
struct HTTPRun {
    private struct Stop: Error {
        let outcome: SampleOutcome
        let words: String
    }

    private let probe: Probe
    private let question: HTTPQuestion
    private let asker: HTTPAsker
    private let fetcher: (any HTTPFetching)?
    private let bounds: FetchBounds
    private var phases = PhaseTimes()
    private var kept: [String: String] = [:]
    private var firstOrigin: FetchURL?
    private var last = ""
    private var lastStatus: UInt16 = 0

    init(_ probe: Probe, _ question: HTTPQuestion, by asker: HTTPAsker, over fetcher: (any HTTPFetching)?) {
        self.probe = probe
        self.question = question
        self.asker = asker
        self.fetcher = fetcher
        bounds = FetchBounds(probe: probe, terms: question.terms)
    }

    mutating func report() async -> ProbeReport {
        var ending: Conversation.Ending
        do throws(Stop) {
            guard (1...HTTPQuestion.stepsMost).contains(question.steps.count) else {
                throw own("a probe has from 1 to \(HTTPQuestion.stepsMost) steps")
            }
            for (number, step) in question.steps.enumerated() { try await run(step, number + 1) }
            let words = question.steps.count == 1 ? last : "all \(question.steps.count) steps went as expected; \(last)"
            ending = Conversation.Ending(outcome: SampleOutcome(.ok, code: lastStatus), words: words)
        } catch {
            ending = Conversation.Ending(outcome: error.outcome, words: error.words)
        }
        let total = SystemClock.monotonicMicroseconds() - bounds.start
        return probe.report(ending, began: bounds.began, total: total, phases: phases)
    }

    private func own(_ words: String) -> Stop { Stop(outcome: SampleOutcome(.unknown, at: .own), words: words) }

    private func wrong(_ number: Int, _ words: String, status: Int = 0) -> Stop {
        let step = question.steps.count == 1 ? "" : "step \(number): "
        // By 502 and 504 one who stands between says that whom it asked did not answer as it must.
        let stage: SampleOutcome.Stage = status == 502 || status == 504 ? .behind : .answer
        return Stop(outcome: SampleOutcome(.failed, at: stage, code: UInt16(clamping: status)), words: step + words)
    }

    private mutating func run(_ step: HTTPStep, _ number: Int) async throws(Stop) {
        let left = bounds.millisecondsLeft
        guard left > 0 else {
            throw Stop(
                outcome: SampleOutcome(.failed, at: .send, code: 110),
                words: "no time is left for step \(number); the steps before it took it")
        }
        let request = try request(step, number, milliseconds: left)
        let response = try await answer(to: request, number)
        let judge = HTTPJudge(response, to: step)
        if let fault = judge.fault { throw wrong(number, fault, status: response.status.code) }
        if let wanted = question.version.exact, response.version != wanted {
            throw wrong(
                number, "answered by \(response.version.rawValue), not by \(wanted.rawValue)",
                status: response.status.code)
        }
        if let fault = response.expiry(at: bounds.now, validFor: question.terms.validFor) {
            throw Stop(outcome: SampleOutcome(.failed, at: .secure), words: fault)
        }
        for wish in step.kept {
            guard let value = judge.value(wish) else {
                throw wrong(
                    number,
                    "there is nothing to keep as \(wish.name), or it is not plain text of at most 512 characters",
                    status: response.status.code)
            }
            kept[wish.name] = value
        }
        lastStatus = UInt16(clamping: response.status.code)
        last = "\(response.status.code) by \(response.version.rawValue), \(response.body.count) bytes"
    }

    private mutating func answer(to request: FetchRequest, _ number: Int) async throws(Stop) -> FetchResponse {
        // In the clear nobody offers another version.
        let isOfOne = question.version == .http1 || question.version == .any && request.url.scheme == .http
        if isOfOne, question.redirectsMost == 0, let chosen = request.policy.chosenAddress {
            let place = SocketAddress(address: chosen.address, port: chosen.port ?? request.url.port)
            let answer: HTTPAsker.Answer
            do throws(FetchError) {
                answer = try await asker.ask(request, at: place, question.terms)
            } catch {
                throw stop(error, number)
            }
            phases.add(answer.phases)
            guard let response = answer.response else {
                let step = question.steps.count == 1 ? "" : "step \(number): "
                throw Stop(outcome: answer.ending.outcome, words: step + answer.ending.words)
            }
            return response
        }
        guard let fetcher else { throw own("this prober was given no HTTP client") }
        do throws(FetchError) {
            let response = try await fetcher.fetch(request)
            add(response.phases, of: request, endedAfter: nil)
            return response
        } catch {
            add(error.phases, of: request, endedAfter: error.stoppedPhase)
            throw stop(error, number)
        }
    }

    private mutating func request(
        _ step: HTTPStep, _ number: Int, milliseconds: Int
    ) throws(Stop) -> FetchRequest {
        func filled(_ text: HTTPText, coding: (String) -> String = { $0 }) throws(Stop) -> String {
            guard let whole = text.filled(with: kept, coding: coding) else {
                throw own("step \(number) cannot be asked: it uses what no step before it kept")
            }
            return whole
        }
        let address = try filled(step.url, coding: PercentCoding.encode)
        let body = try filled(step.body)
        var headers: [HTTPHeaders.Field] = []
        var namedHost: String?
        for header in step.headers {
            let value = try filled(header.value)
            guard header.name.lowercased() != "host" else {
                namedHost = value
                continue
            }
            headers.append(.init(name: header.name, value: value))
        }
        do throws(FetchError) {
            let url = try FetchURL(address)
            if firstOrigin == nil { firstOrigin = url }
            let isHere = firstOrigin?.hasSameOrigin(as: url) == true
            var policy = bounds.policy(milliseconds: milliseconds, at: isHere ? question.place : nil)
            policy.redirects = FetchPolicy.Redirects(maximum: max(0, min(question.redirectsMost, 20)))
            policy.namedHost = namedHost
            policy.allowsHTTP2 = question.version != .http1
            return FetchRequest(
                method: HTTPMethod(step.method), url: url, headers: HTTPHeaders(headers), body: Array(body.utf8),
                policy: policy)
        } catch {
            throw own("step \(number) cannot be asked: \(error.message)")
        }
    }

    private mutating func add(_ times: FetchPhases, of request: FetchRequest, endedAfter stopped: Sample.Phase?) {
        phases.add(PhaseTimes(times.spans(of: request, endedAfter: stopped)))
    }

    private func stop(_ error: FetchError, _ number: Int) -> Stop {
        let step = question.steps.count == 1 ? "" : "step \(number): "
        return Stop(outcome: error.outcome, words: step + error.message)
    }
}

extension HTTPQuestion.Version {
    fileprivate var exact: HTTPVersion? {
        switch self {
        case .http1: .http1_1
        case .http2: .http2
        case .any: nil
        }
    }
}
