package import Vocabulary

/// What a probe asks, and what the answer must be.
package enum ProbeQuestion: Sendable, Hashable {
    /// Whether it leaves something behind that is undone after it.
    package var isToBeUndone: Bool {
        if case .payment(let payment) = self { payment.operation.isToBeUndone } else { false }
    }

    case http(HTTP)
    case tcp(exchange: [Exchange])
    case tls(Certificate)
    case dns(Records)
    case icmp(packets: Int)
    case smtp(startTLS: Bool)
    case websocket(exchange: [Exchange])
    case grpc(service: String)
    /// What the server's first line begins with.
    case ssh(banner: String)
    case postgres(user: String, database: String?)
    case redis
    /// A chain on the disk of the vantage, and maybe its key.
    case certificate(path: String, key: String?, Certificate)
    case file(File)
    case command(arguments: [String])
    case payment(Payment)
    case heartbeat(Heartbeat)
    case counters(Counters)
    case alerts(Alerts)

    /// Requests in turn on fresh connections; the first that fails ends it.
    package struct HTTP: Sendable, Hashable {
        package enum Version: String, Sendable, Hashable, CaseIterable {
            case any, one = "1.1", two = "2"
        }

        package static let stepsMost = 20
        package var steps: [Step]
        package var redirects: Int
        package var version: Version

        package init(steps: [Step], redirects: Int = 0, version: Version = .any) {
            self.steps = steps
            self.redirects = redirects
            self.version = version
        }
    }

    package struct Step: Sendable, Hashable {
        package var name: String?
        package var method: String
        /// Relative to the probe's URL; nil: that URL itself.
        package var path: String?
        package var headers: [HeaderField]
        package var body: String?
        package var expect: [Condition]
        /// What later steps may use as `${NAME}`.
        package var keep: [Kept]

        package init(
            name: String? = nil, method: String = "GET", path: String? = nil, headers: [HeaderField] = [],
            body: String? = nil, expect: [Condition] = [], keep: [Kept] = []
        ) {
            self.name = name
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
            self.expect = expect
            self.keep = keep
        }
    }

    /// A value of an answer under a name.
    package struct Kept: Sendable, Hashable {
        package enum Source: Sendable, Hashable {
            case json(JSONPath)
            case header(String)
        }

        package var name: String
        package var from: Source

        /// `NAME = PATH` of a JSON answer, or `NAME = header FIELD`
        package init?(_ text: String) {
            guard let sign = text.firstIndex(of: "=") else { return nil }
            let name = text[..<sign].trimmed
            guard (1...32).contains(name.utf8.count),
                name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F })
            else { return nil }
            self.name = String(name)
            let place = text[text.index(after: sign)...].trimmed
            if place.hasPrefix("header ") {
                let field = place.dropFirst(7).trimmed
                guard HeaderField(field + ": x") != nil else { return nil }
                from = .header(String(field))
            } else {
                guard let path = JSONPath(String(place)) else { return nil }
                from = .json(path)
            }
        }
    }

    /// Bytes that are sent, or must come. Nothing is added to them.
    package enum Exchange: Sendable, Hashable {
        case send([UInt8])
        /// The next bytes begin with these.
        case expect([UInt8])
        /// What comes before these is passed over.
        case expectWithin([UInt8])
    }

    package struct Certificate: Sendable, Hashable {
        /// Names that it must be good for.
        package var names: [String]
        /// Every link must be good for so long.
        package var validFor: TimeSpan

        package init(names: [String] = [], validFor: TimeSpan = .days(14)) {
            self.names = names
            self.validFor = validFor
        }
    }

    package struct Records: Sendable, Hashable {
        package enum Manner: String, Sendable, Hashable, CaseIterable {
            case authoritative, recursive
        }

        package var name: String
        package var type: String
        package var manner: Manner
        /// All of them and no other; empty: any, but at least one.
        package var approved: [String]
        package var timeToLiveMost: TimeSpan?
        package var isSigned: Bool

        package init(
            name: String, type: String, manner: Manner = .authoritative, approved: [String] = [],
            timeToLiveMost: TimeSpan? = nil, isSigned: Bool = false
        ) {
            self.name = name
            self.type = type
            self.manner = manner
            self.approved = approved
            self.timeToLiveMost = timeToLiveMost
            self.isSigned = isSigned
        }
    }

    package struct File: Sendable, Hashable {
        package var path: String
        package var contains: String?
        package var ageMost: TimeSpan?

        package init(path: String, contains: String? = nil, ageMost: TimeSpan? = nil) {
            self.path = path
            self.contains = contains
            self.ageMost = ageMost
        }
    }

    package struct Payment: Sendable, Hashable {
        package var channel: Channel
        package var operation: PaymentOperation
        /// What the caller proves itself with.
        package var secret: SecretReference?
        package var terminal: String?
        package var acquirer: String?
        /// Where payers come back to from a bank or an issuer; nobody goes there.
        package var returnAddress: String

        package static let usualReturnAddress = "https://shop.example/back"

        package init(
            channel: Channel, operation: PaymentOperation, secret: SecretReference? = nil, terminal: String? = nil,
            acquirer: String? = nil, returnAddress: String = usualReturnAddress
        ) {
            self.channel = channel
            self.operation = operation
            self.secret = secret
            self.terminal = terminal
            self.acquirer = acquirer
            self.returnAddress = returnAddress
        }
    }

    /// Heard from every so often, or at the times of a schedule as cron has it.
    package struct Heartbeat: Sendable, Hashable {
        package enum Rhythm: Sendable, Hashable {
            case every(TimeSpan)
            case cron(CronSchedule, zone: String)
        }

        package var rhythm: Rhythm
        package var grace: TimeSpan

        package init(_ rhythm: Rhythm, grace: TimeSpan) {
            self.rhythm = rhythm
            self.grace = grace
        }

        package init(every: TimeSpan, grace: TimeSpan) { self.init(.every(every), grace: grace) }
    }

    package struct Counters: Sendable, Hashable {
        package enum Source: String, Sendable, Hashable, CaseIterable {
            case push, otlp, prometheus
        }

        package enum Label: String, Sendable, Hashable, CaseIterable {
            case provider, providerServer = "provider-server", channel, method
        }

        /// Outcomes that are technical failures, where nothing else is said.
        package static let usualFailures = ["failed", "unknown", "error", "timeout"]

        package var source: Source
        /// What outcomes are told apart by.
        package var by: [Label]
        /// The counter's name at the source; nil: any, which is for pushes alone.
        package var metric: String?
        /// What the source calls a label of ours, where it has another name there.
        package var names: [Label: String]
        /// The source's label that holds the outcome.
        package var outcome: String
        /// Values of it that are technical failures; all others are good.
        package var failures: [String]
        /// How often it is read, where it is read.
        package var readEvery: TimeSpan

        package init(
            source: Source, by: [Label], metric: String? = nil, names: [Label: String] = [:],
            outcome: String = "outcome", failures: [String] = Self.usualFailures, readEvery: TimeSpan = .seconds(10)
        ) {
            self.source = source
            self.by = by
            self.metric = metric
            self.names = names
            self.outcome = outcome
            self.failures = failures
            self.readEvery = readEvery
        }

        /// What the source calls a label of ours.
        package func name(of label: Label) -> String { names[label] ?? label.rawValue }
    }

    /// Alerts of somebody else's alerting, by their labels.
    package struct Alerts: Sendable, Hashable {
        /// All of them must be there, with these values.
        package var labels: [String: String]
        /// An alert that is not told again for so long is not known any more.
        package var forgetAfter: TimeSpan

        package init(labels: [String: String], forgetAfter: TimeSpan = .hours(5)) {
            self.labels = labels
            self.forgetAfter = forgetAfter
        }
    }
}
