package import HTTP
internal import JSON
package import Roles
internal import Synchronization

/// The gateway's way to the 3DS server, over HTTP.
///
/// An instance that cannot be reached, or takes nothing more, is passed over for the next: nothing was begun there. Once something was sent, no other
/// instance is asked: the cardholder would be authenticated twice. What an instance forgot because it was started again is
/// `unavailable`, so that the payment is refused and never hangs.
package final class RemoteAuthenticator: Authenticator {
    private let http: any HTTPFetching
    private let instances: [FetchURL]
    private let policy: @Sendable () -> FetchPolicy
    private let key: String?
    private let turn = Atomic<Int>(0)

    /// - Parameters:
    ///   - instances: the base addresses, such as `https://3ds.internal:8443`; at least one.
    ///   - policy: whom to trust and who we are, asked each time, since certificates are replaced.
    package init(
        http: any HTTPFetching, instances: [FetchURL],
        policy: @escaping @Sendable () -> FetchPolicy = { FetchPolicy() }, key: String? = nil
    ) {
        precondition(!instances.isEmpty, "there is a 3DS server to ask")
        self.http = http
        self.instances = instances
        self.key = key
        self.policy = policy
    }

    /// With certificates that stay.
    package convenience init(
        http: any HTTPFetching, instances: [FetchURL], policy: FetchPolicy, key: String? = nil
    ) {
        self.init(http: http, instances: instances, policy: { policy }, key: key)
    }

    package func begin(_ request: AuthenticationRequest) async -> AuthenticationStep {
        let first = turn.add(1, ordering: .relaxed).oldValue
        var last = Fate.Fault.unreachable
        for offset in instances.indices {
            let instance = instances[(first &+ offset) % instances.count]
            switch await ask(.post, instance, "/v1/authentications", request.json) {
            case .step(let step): return step
            case .unknown: return .unavailable(.wrongAnswer)
            case .failed(let fault):
                last = fault
                guard fault == .unreachable || fault == .overloaded else { return .unavailable(fault) }
            }
        }
        return .unavailable(last)
    }

    package func result(of id: String) async -> AuthenticationStep {
        var last: Fate.Fault?
        for instance in instances {
            switch await ask(.get, instance, "/v1/authentications/" + PercentCoding.encode(id), nil) {
            case .step(let step): return step
            case .unknown: continue
            case .failed(let fault): last = fault
            }
        }
        return .unavailable(last ?? .malfunction)
    }

    private enum Outcome {
        case step(AuthenticationStep)
        /// The instance knows nothing of it.
        case unknown
        case failed(Fate.Fault)
    }

    private func ask(_ method: HTTPMethod, _ instance: FetchURL, _ path: String, _ body: JSONValue?) async -> Outcome {
        let answer: FetchResponse
        var policy = policy()
        policy.redirects.maximum = 0
        policy.addresses = .any
        policy.connection = .keepAlive
        policy.minimumBytesPerSecond = 0
        policy.connectMilliseconds = 2_000
        // The 3DS server waits 12 seconds for the directory server, and its word must arrive.
        policy.totalMilliseconds = 15_000
        policy.bodyBytes = 256 << 10
        do throws(FetchError) {
            var headers: HTTPHeaders = ["Accept": "application/json"]
            if let key { headers.set("Authorization", "Bearer " + key) }
            if body != nil { headers.set("Content-Type", "application/json") }
            answer = try await http.fetch(
                FetchRequest(
                    method: method, url: try instance.resolving(path), headers: headers,
                    body: body.map(JSONWriter.compact) ?? [], policy: policy))
        } catch {
            return .failed(Self.fault(error))
        }
        switch answer.status.code {
        case 200:
            guard let value = try? JSONValue(reading: answer.body), let step = try? AuthenticationStep(json: value)
            else { return .failed(.wrongAnswer) }
            return .step(step)
        case 404: return .unknown
        case 429, 503: return .failed(.overloaded)
        case 500...599: return .failed(.malfunction)
        default: return .failed(.wrongAnswer)
        }
    }

    private static func fault(_ error: FetchError) -> Fate.Fault {
        switch error.code {
        case .nameNotFound, .connectionRefused, .tlsFailed: .unreachable
        case .timedOut(.queue): .overloaded
        case .timedOut(.nameLookup), .timedOut(.connect), .timedOut(.tls): .unreachable
        case .timedOut: .timedOut
        case .resourceLimit: .overloaded
        case .protocolError, .cancelled: .broken
        default: .wrongAnswer
        }
    }
}
