/// How one probe ended: its kind, where it stopped, and the number that was answered.
package struct SampleOutcome: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case ok
        /// Answered with a refusal, as a probe expects that is to be refused: what was asked is alive.
        case refused
        /// Answered rightly, but later than the probe calls good.
        case late
        case failed
        /// Nothing can be said of what was asked: the prober itself was in trouble.
        case unknown

        /// Whether there was an answer, so that its time is the time of an answer.
        package var isAnswered: Bool { self == .ok || self == .refused || self == .late }
    }

    /// Where a probe stopped that did not end well.
    package enum Stage: UInt8, Sendable, CaseIterable {
        case none
        case resolve
        case connect
        case secure
        case send
        case receive
        /// An answer came and breaks a condition.
        case answer
        /// The prober itself.
        case own
        /// An answer came that says that what stands behind who answered did not work.
        case behind
        /// An answer came that is not the one agreed on: other records, another certificate.
        case content
    }

    package let kind: Kind
    package let stage: Stage
    /// An HTTP status, a DNS response code, an exit code, the system's error number; zero when there is none.
    package let code: UInt16

    package init(_ kind: Kind, at stage: Stage = .none, code: UInt16 = 0) {
        self.kind = kind
        self.stage = stage
        self.code = code
    }

    package static let ok = SampleOutcome(.ok)

    /// The kind in bits 3 to 5, the stage in bits 0 to 2 and 6: stages beyond the first eight came later, and what was kept
    /// before them reads as it did.
    var byte: UInt8 { (stage.rawValue & 8) << 3 | kind.rawValue << 3 | stage.rawValue & 7 }

    init?(byte: UInt8, code: UInt16) {
        guard byte & 0x80 == 0, let kind = Kind(rawValue: byte >> 3 & 7),
            let stage = Stage(rawValue: byte & 7 | byte >> 3 & 8)
        else { return nil }
        self.init(kind, at: stage, code: code)
    }
}
