package import HTTP
package import Series

/// What a fetch says in the words of probes.
extension FetchError {
    package var outcome: SampleOutcome {
        switch code {
        case .nameNotFound: SampleOutcome(.failed, at: .resolve)
        case .connectionRefused, .privateAddressRefused: SampleOutcome(.failed, at: .connect, code: 111)
        case .timedOut(.queue), .cancelled, .resourceLimit, .badRequest, .tlsFailed(.ownCertificate),
            .tlsFailed(.trustUnusable):
            SampleOutcome(.unknown, at: .own)
        case .timedOut(let phase): SampleOutcome(.failed, at: phase.stage, code: 110)
        case .tlsFailed(let failure): SampleOutcome(.failed, at: .secure, code: failure.verdict)
        case .bodyTooLarge, .headerTooLarge: SampleOutcome(.failed, at: .receive)
        case .tooManyRedirects, .redirectRefused: SampleOutcome(.failed, at: .answer)
        case .protocolError: SampleOutcome(.failed, at: .receive)
        }
    }

    /// In which part the time went that no end of a phase tells of.
    package var stoppedPhase: Sample.Phase? {
        switch code {
        case .timedOut(.nameLookup): .resolve
        case .timedOut(.connect), .connectionRefused: .connect
        case .timedOut(.tls), .tlsFailed: .secure
        case .timedOut(.body), .bodyTooLarge: .receive
        default: .wait
        }
    }
}

extension FetchPhases {
    /// How long each part took, in microseconds.
    package func spans(of request: FetchRequest, endedAfter stopped: Sample.Phase?) -> [Sample.Phase: Int64] {
        // A chosen address is no name: what libcurl takes to read it is none of a resolver's time.
        let isNamed = request.policy.chosenAddress == nil
        var spans: [Sample.Phase: Int64] = [:]
        var mark: Int64 = 0
        for (phase, end) in [
            (.resolve, isNamed ? nameLookup : 0), (.connect, connect),
            (.secure, request.url.scheme == .https ? tls : 0), (.wait, firstByte),
            (.receive, stopped == nil ? total : 0),
        ] as [(Sample.Phase, Int64)] {
            let length = end > mark ? end - mark : stopped == phase ? max(0, total - mark) : 0
            mark += length
            if length > 0 { spans[phase] = length }
        }
        return spans
    }
}

extension FetchPhase {
    fileprivate var stage: SampleOutcome.Stage {
        switch self {
        case .queue: .own
        case .nameLookup: .resolve
        case .connect: .connect
        case .tls: .secure
        case .send: .send
        case .firstByte, .body: .receive
        }
    }
}

extension FetchError.TLSFailure {
    /// The number that OpenSSL gives such a verdict, as in probes of TLS; zero when it is none.
    fileprivate var verdict: UInt16 {
        switch self {
        case .notYetValid: 9
        case .expired: 10
        case .untrusted: 20
        case .revoked: 23
        case .wrongHost: 62
        case .refusedByPeer, .ownCertificate, .trustUnusable, .handshake: 0
        }
    }
}
