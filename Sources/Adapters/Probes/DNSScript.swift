internal import DNS
internal import Observing
internal import Series

/// Asks one question, and judges the answer to it.
final class DNSScript: ConversationScript {
    private let question: DNSQuestion
    private let id: UInt16
    private let isStream: Bool
    private var isAsked = false
    /// The answer did not fit into a datagram.
    private(set) var isTruncated = false
    /// What was answered to this question, whatever became of it.
    private(set) var answer: DomainMessage?

    init(_ question: DNSQuestion, id: UInt16, isStream: Bool) {
        self.question = question
        self.id = id
        self.isStream = isStream
    }

    func next(_ input: inout [UInt8], hasEnded: Bool) -> ScriptStep {
        guard isAsked else {
            isAsked = true
            let isRecursive = question.manner != .authoritative
            let bytes = DomainMessage.question(
                id: id, question.name, question.type, isRecursive: isRecursive,
                wantsSignatures: question.needsSignature || question.manner == .recursive(validated: true))
            return .send(isStream ? [UInt8(bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes : bytes)
        }
        var bytes = input
        if isStream {
            guard input.count >= 2 else { return .receive }
            let length = Int(input[0]) << 8 | Int(input[1])
            guard input.count >= length + 2 else { return .receive }
            bytes = Array(input[2..<length + 2])
        }
        guard !bytes.isEmpty else { return .receive }
        let message: DomainMessage
        do throws(DNSError) {
            message = try DomainMessage(bytes)
        } catch {
            return wrong("what came is no answer: \(error)")
        }
        // Somebody else's answer, or a late one: the right one may still come.
        guard message.answers(id: id, question.name, question.type) else {
            input = []
            return isStream ? wrong("the answer is to another question") : .receive
        }
        if message.isTruncated, !isStream {
            isTruncated = true
            return .end(.ok, "truncated")
        }
        answer = message
        return judged(message)
    }

    private func wrong(
        _ words: String, code: ResponseCode = .noError, at stage: SampleOutcome.Stage = .answer
    ) -> ScriptStep {
        .end(SampleOutcome(.failed, at: stage, code: code.number), "\(question.name) \(question.type): \(words)")
    }

    private func judged(_ message: DomainMessage) -> ScriptStep {
        guard message.code == .noError else { return wrong("the server answered \(message.code)", code: message.code) }
        if question.manner == .authoritative, !message.isAuthoritative {
            return wrong("the server does not claim authority for it; a delegation or a zone is missing")
        }
        let records = message.records(at: question.name, question.type)
        if let approved = question.approved {
            if let drift = RecordDrift(approved: approved, served: records) {
                return wrong(drift.description, at: .content)
            }
        } else if records.isEmpty {
            return wrong("there is no such record")
        }
        if let most = question.ttlMost, let long = records.map(\.ttl).max(), long > most {
            return wrong("it may be cached for \(long) s, and at most \(most) s are allowed", at: .content)
        }
        if question.needsSignature {
            let isSigned = message.answers.contains {
                $0.type == .rrsig && $0.value.hasPrefix("\(question.type) ")
            }
            guard isSigned else { return wrong("no signature came with it; the zone is not signed, or not any more") }
        }
        if question.manner == .recursive(validated: true), !message.isValidated {
            return wrong("the resolver does not say that its signatures hold")
        }
        let values = records.prefix(4).map { "\($0.value) (\($0.ttl) s)" }.joined(separator: ", ")
        return .end(.ok, "\(question.name) \(question.type): \(records.isEmpty ? "no record, as approved" : values)")
    }
}
