internal import HTTP
internal import Machine
internal import Observing
internal import Series
internal import Vocabulary

/// One probe of gRPC's health: a call of `grpc.health.v1.Health/Check` over HTTP/2.
struct GRPCRun {
    /// `SERVING` of `HealthCheckResponse.ServingStatus`; the others by their numbers.
    private static let states = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]
    /// The statuses of gRPC by their numbers.
    private static let statuses = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]

    private let probe: Probe
    private let question: GRPCQuestion
    private let fetcher: any HTTPFetching

    init(_ probe: Probe, _ question: GRPCQuestion, over fetcher: any HTTPFetching) {
        self.probe = probe
        self.question = question
        self.fetcher = fetcher
    }

    func report() async -> ProbeReport {
        let bounds = FetchBounds(probe: probe, terms: question.terms ?? TLSTerms(name: ""))
        var phases: [Sample.Phase: Int64] = [:]
        let ending: Conversation.Ending
        do throws(FetchError) {
            let request = try request(bounds)
            do throws(FetchError) {
                let response = try await fetcher.fetch(request)
                phases = response.phases.spans(of: request, endedAfter: nil)
                ending = Self.ending(response, bounds)
            } catch {
                phases = error.phases.spans(of: request, endedAfter: error.stoppedPhase)
                throw error
            }
        } catch {
            ending = Conversation.Ending(outcome: error.outcome, words: error.message)
        }
        return probe.report(
            ending, began: bounds.began, total: SystemClock.monotonicMicroseconds() - bounds.start,
            phases: PhaseTimes(phases))
    }

    private func request(_ bounds: FetchBounds) throws(FetchError) -> FetchRequest {
        let scheme = question.terms == nil ? "http" : "https"
        var policy = bounds.policy(milliseconds: max(1, bounds.millisecondsLeft), at: question.place)
        policy.allowsHTTP2 = true
        policy.speaksHTTP2Plainly = true
        policy.wantsTrailers = true
        policy.acceptedEncodings = []
        return FetchRequest(
            method: .post, url: try FetchURL("\(scheme)://\(question.host)/grpc.health.v1.Health/Check"),
            headers: ["Content-Type": "application/grpc"], body: Self.message(asking: question.service), policy: policy)
    }

    /// Not compressed, its length, and `service` as field 1.
    static func message(asking service: String) -> [UInt8] {
        let name = Array(service.utf8)
        // The declaration allows 200 bytes: a length of one or two.
        var field: [UInt8] = []
        if !name.isEmpty {
            field = [0x0a]
            if name.count >= 0x80 { field.append(UInt8(name.count & 0x7f | 0x80)) }
            field.append(UInt8(name.count >= 0x80 ? name.count >> 7 & 0x7f : name.count))
            field += name
        }
        return [0, 0, 0, UInt8(field.count >> 8), UInt8(field.count & 0xff)] + field
    }

    private static func ending(_ response: FetchResponse, _ bounds: FetchBounds) -> Conversation.Ending {
        func wrong(_ words: String, _ code: Int, at stage: SampleOutcome.Stage = .answer) -> Conversation.Ending {
            Conversation.Ending(
                outcome: SampleOutcome(.failed, at: stage, code: UInt16(clamping: code)), words: words)
        }
        let http = response.status.code
        guard response.version == .http2 else {
            return wrong("answered by \(response.version.rawValue), and gRPC needs HTTP/2", http)
        }
        if let fault = response.expiry(at: bounds.now, validFor: bounds.terms.validFor) {
            return wrong(fault, 0, at: .secure)
        }
        let kind = response.headers["content-type"] ?? ""
        guard http == 200, kind.hasPrefix("application/grpc") else {
            return wrong(
                "no gRPC: status \(http), content type \(Shown.text(kind))", http,
                at: http == 502 || http == 504 ? .behind : .answer)
        }
        // Without a message the status comes in the head.
        guard let status = (response.trailers["grpc-status"] ?? response.headers["grpc-status"]).flatMap({ Int($0) })
        else { return wrong("the answer has no gRPC status", 0, at: .receive) }
        guard status == 0 else {
            let name = statuses.indices.contains(status) ? statuses[status] : "\(status)"
            let text = (response.trailers["grpc-message"] ?? response.headers["grpc-message"]) ?? ""
            let meaning =
                switch status {
                case 5: "; the server knows no such service"
                case 12: "; the server does not tell its health"
                default: ""
                }
            return wrong(
                "the status is \(name)\(meaning)" + (text.isEmpty ? "" : ", \(Shown.text(text))"), status)
        }
        guard let state = state(in: response.body) else {
            return wrong("the answer is no HealthCheckResponse: \(Shown.bytes(response.body))", 0)
        }
        let word = states.indices.contains(state) ? states[state] : "\(state)"
        return state == 1
            ? Conversation.Ending(outcome: .ok, words: "SERVING") : wrong("the health is \(word)", state)
    }

    /// Field 1 of the one message; without it, it is zero. Nil where this is no such message.
    static func state(in body: [UInt8]) -> Int? {
        guard body.count >= 5, body[0] == 0 else { return nil }
        let length = body[1...4].reduce(0) { $0 << 8 | Int($1) }
        guard body.count == 5 + length else { return nil }
        var rest = body[5...]
        func number() -> Int? {
            var value = 0
            for shift in stride(from: 0, to: 63, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= Int(byte & 0x7f) << shift
                if byte & 0x80 == 0 { return value }
            }
            return nil
        }
        var state = 0
        while !rest.isEmpty {
            guard let tag = number() else { return nil }
            switch tag & 7 {
            case 0:
                guard let value = number() else { return nil }
                if tag >> 3 == 1 { state = value }
            case 2:
                guard let length = number(), length <= rest.count else { return nil }
                rest = rest.dropFirst(length)
            default: return nil
            }
        }
        return state
    }
}
