internal import HTTP
internal import JSON
internal import Observing
internal import Vocabulary
internal import Watching

/// Holds one answer against conditions, and takes out of it what later steps need.
struct HTTPJudge {
    private let response: FetchResponse
    private let answer: AnswerSeen
    private let step: HTTPStep

    init(_ response: FetchResponse, to step: HTTPStep) {
        self.response = response
        self.step = step
        answer = AnswerSeen(
            status: response.status.code, headers: response.headers.fields.map { ($0.name, $0.value) },
            body: response.body, latency: TimeSpan(microseconds: response.phases.total),
            readsJSON: step.conditions.readJSON
                || step.kept.contains { if case .json = $0.from { true } else { false } })
    }

    var fault: String? { step.conditions.objection(to: answer) }

    /// What a later step may use: short, and of characters that change no URL, header or JSON text that they are put into.
    func value(_ kept: ProbeQuestion.Kept) -> String? {
        let text: String?
        switch kept.from {
        case .header(let name): text = response.headers[name]
        case .json(let place): text = answer.document.flatMap { place.value(in: $0) }.map(Self.text)
        }
        guard let text, (1...512).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && !"\"\\{}".utf8.contains($0) })
        else { return nil }
        return text
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: JSONWriter.compact(value), as: UTF8.self)
    }
}

extension FetchResponse {
    /// What is wrong with the time for which its certificates hold.
    func expiry(at now: Instant, validFor: TimeSpan) -> String? {
        (tls?.chain ?? []).lazy.compactMap { CertificateLink($0).fault(at: now, validFor: validFor) }.first
    }
}

extension CertificateLink {
    init(_ facts: CertificateFacts) {
        self.init(
            name: Shown.text(facts.alternativeNames.first ?? facts.subject),
            notBefore: Instant(seconds: facts.notBeforeSeconds), notAfter: Instant(seconds: facts.notAfterSeconds))
    }
}
