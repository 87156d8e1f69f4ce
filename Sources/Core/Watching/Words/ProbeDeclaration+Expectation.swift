internal import Vocabulary

extension ProbeDeclaration {
    /// What must come, in words for people.
    package var expectation: String {
        let time = "within \(TimeSpanText.write(timeout))"
        let slow = slowAfter.map { ", slow after \(TimeSpanText.write($0))" } ?? ""
        return question.expectation(isEncrypted: security.isEncrypted) + ", " + time + slow
    }
}

extension ProbeQuestion {
    fileprivate func expectation(isEncrypted: Bool) -> String {
        switch self {
        case .http(let http):
            let steps = http.steps.map { step in
                step.expect.isEmpty ? "status in 200..299" : step.expect.map(\.text).joined(separator: ", ")
            }
            let version = http.version == .any ? "" : " by HTTP/\(http.version.rawValue)"
            guard steps.count > 1 else { return (steps.first ?? "an answer") + version }
            return steps.enumerated().map { "step \($0 + 1): \($1)" }.joined(separator: "; ") + version
        case .tcp(let exchange): return Self.words("a connection", isEncrypted, exchange.count)
        case .websocket(let exchange): return Self.words("a WebSocket that answers a ping", isEncrypted, exchange.count)
        case .tls(let certificate), .certificate(_, _, let certificate):
            let names = certificate.names.isEmpty ? "" : " for " + certificate.names.joined(separator: ", ")
            return "certificates\(names) that hold for \(TimeSpanText.write(certificate.validFor))"
        case .dns(let records):
            let what =
                records.approved.isEmpty
                ? "\(records.type) records" : records.approved.joined(separator: ", ") + " alone"
            return "\(what) of \(records.name)" + (records.isSigned ? ", signed" : "")
        case .icmp: return "an echo"
        case .smtp(let startTLS): return "a mail server's greeting" + (startTLS ? ", and STARTTLS" : "")
        case .grpc(let service): return "SERVING" + (service.isEmpty ? "" : " of \(service)")
        case .ssh(let banner): return "a banner that begins with \(banner)"
        case .postgres: return "a session, or being asked for a password"
        case .redis: return "PONG"
        case .file(let file):
            return "\(file.path)" + (file.contains == nil ? "" : " with its text")
                + (file.ageMost.map { ", at most \(TimeSpanText.write($0)) old" } ?? "")
        case .command(let arguments): return "exit code 0 of \(arguments.first ?? "nothing")"
        case .payment(let payment): return Self.words(payment.operation)
        case .heartbeat(let heartbeat):
            switch heartbeat.rhythm {
            case .every(let span): return "to be heard every \(TimeSpanText.write(span))"
            case .cron(let schedule, let zone): return "to be heard at \(schedule) (\(zone))"
            }
        case .counters(let counters): return "counts by \(counters.source.rawValue)"
        case .alerts: return "no alert that fires"
        }
    }

    private static func words(_ what: String, _ isEncrypted: Bool, _ steps: Int) -> String {
        what + (isEncrypted ? " over TLS" : "") + (steps == 0 ? "" : ", and an exchange of \(steps) lines")
    }

    private static func words(_ operation: PaymentOperation) -> String {
        switch operation {
        case .echo: "the channel's own answer"
        case .payment: "a payment that is approved, and undone"
        case .frictionless: "an authentication without a challenge"
        case .refusedAuthorisation: "an authorisation that the issuer refuses"
        case .diagnosis: "an answer that says that the acquirer is available"
        case .authorisation: "an authorisation that is approved, and reversed"
        case .roundTrip: "a payment that the bank tells of, and that is given back"
        }
    }
}
