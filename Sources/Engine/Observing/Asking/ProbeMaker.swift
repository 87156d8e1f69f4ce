internal import DNS
internal import HTTP
package import Network
internal import Series
package import Vocabulary
package import Watching

/// What a declaration names and does not hold: files and variables of the vantage. Read when a probe needs it, kept nowhere.
package protocol ProbeMaterials: Sendable {
    /// The content of a file, such as authorities or a certificate.
    func content(of file: String) throws(ProbeMakingError) -> [UInt8]
    /// What a reference such as `env:NAME` or `file:PATH` stands for.
    func secret(_ reference: String) throws(ProbeMakingError) -> String
}

/// Why a declared probe can't be asked here. The prober is in trouble then, and nothing is known of whom it would ask.
package struct ProbeMakingError: Error, Sendable, Hashable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// From the words of watching to what a prober is asked.
package struct ProbeMaker: Sendable {
    let materials: any ProbeMaterials

    package init(_ materials: any ProbeMaterials) { self.materials = materials }

    /// The host whose addresses are asked, each apart: a name or an address. Nil where nobody is connected to.
    package static func host(of target: MatrixTarget, _ probe: ProbeDeclaration) -> String? {
        switch probe.question {
        case .certificate, .file, .command, .heartbeat, .counters, .alerts: nil
        default: target.connect?.host
        }
    }

    /// What is asked at one address (nil: where nobody is connected to), within `time`. A certificate is asked for under each
    /// of its names. Empty for what nobody asks: heartbeats and counters.
    package func probes(
        _ probe: ProbeDeclaration, _ target: MatrixTarget, at address: NetworkAddress?, within time: TimeSpan? = nil
    ) throws(ProbeMakingError) -> [Probe] {
        try questions(probe, target, address).map {
            Probe($0, time: time ?? probe.timeout, lateAfter: probe.slowAfter)
        }
    }

    private func questions(
        _ probe: ProbeDeclaration, _ target: MatrixTarget, _ address: NetworkAddress?
    ) throws(ProbeMakingError) -> [Probe.Question] {
        switch probe.question {
        case .heartbeat, .counters, .alerts: return []
        case .certificate(let path, let key, let certificate):
            let trust: TLSTerms.Trust? =
                if let file = probe.security.authorities { .only(pem: try materials.content(of: file)) } else { nil }
            return [
                .certificate(
                    CertificateQuestion(
                        path, keyPath: key, names: certificate.names, trust: trust, validFor: certificate.validFor))
            ]
        case .file(let file):
            return [
                .file(FileQuestion(file.path, contains: file.contains.map { Array($0.utf8) }, ageMost: file.ageMost))
            ]
        case .command(let arguments):
            guard let program = arguments.first else { return [] }
            return [.command(CommandQuestion(program, Array(arguments.dropFirst())))]
        default: break
        }
        guard let address else { return [] }
        let port = target.connect?.port
        if case .icmp(let packets) = probe.question { return [.echo(EchoQuestion(address, packets: packets))] }
        guard let port else { throw ProbeMakingError("no port is said for \(target.name)") }
        return try questions(probe, target, at: SocketAddress(address: address, port: port))
    }

    private func questions(
        _ probe: ProbeDeclaration, _ target: MatrixTarget, at place: SocketAddress
    ) throws(ProbeMakingError) -> [Probe.Question] {
        func service(_ service: ServiceQuestion.Service) throws(ProbeMakingError) -> [Probe.Question] {
            [.service(ServiceQuestion(place, service, terms: try termsIfSecure(probe, target)))]
        }
        switch probe.question {
        case .tcp(let exchange):
            let steps = exchange.map(\.step)
            guard let terms = try termsIfSecure(probe, target) else { return [.tcp(TCPQuestion(place, steps: steps))] }
            return [.tls(TLSQuestion(place, terms, steps: steps))]
        case .tls(let certificate):
            let names: [String?] = certificate.names.isEmpty ? [nil] : certificate.names
            var questions: [Probe.Question] = []
            for name in names {
                let terms = try terms(probe, target, name: name, validFor: certificate.validFor)
                questions.append(.tls(TLSQuestion(place, terms)))
            }
            return questions
        case .dns(let records): return [.dns(try Self.question(records, at: place))]
        case .http(let question): return [.http(try http(question, probe, target, at: place))]
        case .websocket(let exchange):
            return try service(
                .webSocket(
                    host: authority(probe, target), path: Self.path(of: probe), headers: target.headers,
                    steps: exchange.map(\.step)))
        case .grpc(let service):
            return [
                .grpc(
                    GRPCQuestion(
                        place, host: authority(probe, target), service: service,
                        terms: try termsIfSecure(probe, target)))
            ]
        case .smtp: return try service(.smtp(helo: "vigie.invalid"))
        case .ssh(let banner): return try service(.ssh(banner: banner))
        case .redis: return try service(.redis(nil))
        case .postgres(let user, let database): return try service(.postgres(user: user, database: database ?? user))
        case .payment(let payment): return [.payment(try question(payment, probe, target, at: place))]
        case .icmp, .certificate, .file, .command, .heartbeat, .counters, .alerts: return []
        }
    }

    private static func question(
        _ records: ProbeQuestion.Records, at server: SocketAddress
    ) throws(ProbeMakingError) -> DNSQuestion {
        guard let name = DomainName(records.name), let type = RecordType(records.type) else {
            throw ProbeMakingError("\(records.type) records of \(records.name) cannot be asked for")
        }
        let isRecursive = records.manner == .recursive
        return DNSQuestion(
            server: server, name: name, type: type,
            manner: isRecursive ? .recursive(validated: records.isSigned) : .authoritative,
            approved: records.approved.isEmpty ? nil : Set(records.approved),
            ttlMost: records.timeToLiveMost.map { UInt32(clamping: $0.wholeSeconds) },
            needsSignature: records.isSigned && !isRecursive)
    }

    private func question(
        _ payment: ProbeQuestion.Payment, _ probe: ProbeDeclaration, _ target: MatrixTarget, at place: SocketAddress
    ) throws(ProbeMakingError) -> PaymentQuestion {
        var question = PaymentQuestion(
            place, probe.kind, payment.operation, headers: target.headers, terms: try termsIfSecure(probe, target),
            secret: try payment.secret.map { reference throws(ProbeMakingError) in
                try materials.secret(reference.description)
            }, terminal: payment.terminal, acquirer: payment.acquirer,
            returnAddress: payment.returnAddress)
        if case .url = probe.kind.addressing {
            let text = "\(probe.to?.scheme ?? "https")://\(authority(probe, target))/"
            do throws(FetchError) {
                question.origin = try FetchURL(text)
            } catch {
                throw ProbeMakingError("\(text): \(error.message)")
            }
        }
        return question
    }

    // MARK: Names and trust

    /// The name that is asked for there, in TLS and in HTTP.
    func name(_ probe: ProbeDeclaration, _ target: MatrixTarget) -> String {
        target.host ?? probe.security.serverName ?? probe.to?.host ?? target.connect?.host ?? ""
    }

    /// The same with the port that customers would say, where that is unusual.
    func authority(_ probe: ProbeDeclaration, _ target: MatrixTarget) -> String {
        let name = name(probe, target)
        let host = name.contains(":") ? "[\(name)]" : name
        let port = probe.to?.port ?? (probe.to?.scheme == nil ? target.connect?.port : nil)
        let usual: UInt16 = probe.security.isEncrypted ? 443 : 80
        return host + (port.map { $0 == usual ? "" : ":\($0)" } ?? "")
    }

    static func path(of probe: ProbeDeclaration) -> String {
        probe.to.map { $0.path.isEmpty ? "/" : $0.path } ?? "/"
    }

    private func termsIfSecure(
        _ probe: ProbeDeclaration, _ target: MatrixTarget
    ) throws(ProbeMakingError) -> TLSTerms? {
        probe.security.isEncrypted ? try terms(probe, target) : nil
    }

    /// Only who asks for a certificate looks at how long it still holds; the others do when it has run out.
    func terms(
        _ probe: ProbeDeclaration, _ target: MatrixTarget, name: String? = nil, validFor: TimeSpan = .zero
    ) throws(ProbeMakingError) -> TLSTerms {
        let security = probe.security
        var terms = TLSTerms(name: name ?? self.name(probe, target), validFor: validFor)
        if let file = security.authorities { terms.trust = .only(pem: try materials.content(of: file)) }
        if let certificate = security.certificate, let key = security.key {
            terms.identity = TLSTerms.Identity(
                certificatePEM: try materials.content(of: certificate), keyPEM: try materials.content(of: key))
        }
        return terms
    }
}

extension ProbeQuestion.Exchange {
    fileprivate var step: TCPQuestion.Step {
        switch self {
        case .send(let bytes): .send(bytes)
        case .expect(let bytes): .expectStart(bytes)
        case .expectWithin(let bytes): .expectWithin(bytes)
        }
    }
}
