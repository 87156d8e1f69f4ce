internal import HTTP
internal import Machine
internal import Network
internal import Observing
internal import Vocabulary

/// What a probe's requests may cost, whom they connect to, and whom they believe.
struct FetchBounds {
    let probe: Probe
    let terms: TLSTerms
    let start = SystemClock.monotonicMicroseconds()
    let began = Instant(microseconds: SystemClock.wallMicroseconds())

    var millisecondsLeft: Int { Int(start + probe.time.microseconds - SystemClock.monotonicMicroseconds()) / 1_000 }
    var now: Instant { Instant(microseconds: SystemClock.wallMicroseconds()) }

    /// Connects to the place where there is one.
    func policy(milliseconds: Int, at place: SocketAddress?) -> FetchPolicy {
        var policy = FetchPolicy()
        policy.connectMilliseconds = milliseconds
        policy.totalMilliseconds = milliseconds
        // The probe's own time bounds it: a slow answer within it is late, not broken off.
        policy.minimumBytesPerSecond = 0
        policy.bodyBytes = probe.bytesMost
        policy.redirects.maximum = 0
        policy.addresses = .any
        policy.connection = .fresh
        policy.chosenAddress = place.map { ChosenAddress($0.address, port: $0.port) }
        if case .only(let pem) = terms.trust { policy.trust = .only(pem: pem) }
        policy.clientIdentity = terms.identity.map {
            ClientIdentity(certificatePEM: $0.certificatePEM, keyPEM: $0.keyPEM)
        }
        policy.wantsTLSFacts = true
        return policy
    }
}
