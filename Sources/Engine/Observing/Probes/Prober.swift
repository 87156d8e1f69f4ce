package import Series
package import Vocabulary

/// The port to what asks once, with a fresh connection, and says how it went. It never throws: what goes wrong is a report.
package protocol Prober: Sendable {
    func run(_ probe: Probe) async -> ProbeReport
}

/// What is asked, of one address, and within which bounds.
package struct Probe: Sendable, Hashable {
    package enum Question: Sendable, Hashable {
        case tcp(TCPQuestion)
        case tls(TLSQuestion)
        case service(ServiceQuestion)
        case http(HTTPQuestion)
        case dns(DNSQuestion)
        case echo(EchoQuestion)
        case file(FileQuestion)
        case certificate(CertificateQuestion)
        case command(CommandQuestion)
        case grpc(GRPCQuestion)
        case payment(PaymentQuestion)
    }

    package var question: Question
    /// After which the probe has failed.
    package var time: TimeSpan
    /// An answer that took longer is late; nil: none is.
    package var lateAfter: TimeSpan?
    /// More bytes than this in all are not read.
    package var bytesMost: Int

    package init(
        _ question: Question, time: TimeSpan = .seconds(1), lateAfter: TimeSpan? = nil, bytesMost: Int = 1 << 20
    ) {
        self.question = question
        self.time = time
        self.lateAfter = lateAfter
        self.bytesMost = bytesMost
    }
}

/// How one probe went.
package struct ProbeReport: Sendable, Hashable {
    package let began: Instant
    package let outcome: SampleOutcome
    package let total: TimeSpan
    package let phases: [Sample.Phase: TimeSpan]
    /// One sentence for people: what came, or what was wrong. It holds nothing secret.
    package let words: String
    /// Figures that came with the answer.
    package let measures: [ProbeMeasure]

    package init(
        began: Instant, outcome: SampleOutcome, total: TimeSpan, phases: [Sample.Phase: TimeSpan], words: String,
        measures: [ProbeMeasure] = []
    ) {
        self.measures = measures
        self.began = began
        self.outcome = outcome
        self.total = total
        self.phases = phases
        // Counting characters costs more than the rest of a report.
        self.words = words.utf8.count <= 400 ? words : String(words.prefix(400))
    }

    package var sample: Sample { Sample(at: began, outcome, total: total, phases: phases) }
}
