package import Judging
package import Series

extension SampleOutcome {
    /// What the judge is told of a probe's end. An answer that came late is an answer: that it was slow is judged by its time.
    ///
    /// A probe of names that gets no answer, or a refusal, speaks of the name, and a certificate that is wrong on the disk speaks of
    /// what it holds, wherever the probe itself stopped.
    package func judged(of kind: ProbeKind) -> Outcome {
        switch self.kind {
        case .ok, .late: return .good
        case .refused: return .refused
        case .unknown: return .unknown
        case .failed: break
        }
        let stage: Judging.Stage
        switch (kind, self.stage) {
        case (_, .own): return .unknown
        case (_, .content), (.certificate, _): stage = .content
        case (.dns, _), (_, .resolve): stage = .name
        case (_, .connect): stage = .connect
        case (_, .secure): stage = .handshake
        case (_, .none), (_, .send), (_, .receive): stage = .request
        case (_, .answer): stage = .answer
        case (_, .behind): stage = .behind
        }
        return .failed(stage, code: code == 0 ? "\(self.stage)" : "\(code)")
    }
}
