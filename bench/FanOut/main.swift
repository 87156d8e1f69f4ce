// FanOut: kills the program at random moments while it tells thousands of subscribers, and counts what arrives.
//
//     FanOut --program PATH [--subscribers 10000] [--kills 5] [--seed N] [--postgres] [--stops 3] [--twice-most N]
//     FanOut --plant FOLDER [--subscribers N]
//
// The second form only writes FOLDER/data with a brand, its subscribers and a statement, for a test to begin with.
//
// Half of the subscribers are webhooks, half are mail: both sinks are real servers on this machine, the mail server being
// aiosmtpd. The program is killed with SIGKILL and started again; with --postgres it keeps its journal in a PostgreSQL
// that is killed and started besides. Everybody must be told at least once, and fewer than one in a hundred twice; else
// it ends with 1. See docs/subscribers.md.

import Foundation
import Glibc
import HTTP
import HTTPServer
import Incidents
import Journal
import PostgresFixture
import Settings
import StorePostgres
import StoreSQLite
import Subscribing
import Synchronization
import Vocabulary

struct Failure: Error, CustomStringConvertible { var description: String }

struct Options {
    var program = ""
    var folder: String?
    var subscribers = 10_000
    var kills = 5
    var stops = 3
    var seed: UInt64 = 20_251_204
    var withPostgres = false
    /// One in a hundred, unless said otherwise.
    var twiceMost: Int?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--postgres" {
                withPostgres = true
                continue
            }
            guard let value = rest.popFirst() else { throw Failure(description: "\(name) needs a value") }
            switch name {
            case "--program": program = value
            case "--plant": folder = value
            case "--subscribers": subscribers = Int(value) ?? subscribers
            case "--kills": kills = Int(value) ?? kills
            case "--twice-most": twiceMost = Int(value)
            case "--stops": stops = Int(value) ?? stops
            case "--seed": seed = UInt64(value) ?? seed
            default: throw Failure(description: "there is no option \(name)")
            }
        }
        guard !program.isEmpty || folder != nil else { throw Failure(description: "--program says which vigie to run") }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Counts webhooks by their id.
final class HookSink: HTTPHandler {
    private let seen = Mutex<[String: Int]>([:])

    var counts: [String: Int] { seen.withLock { $0 } }
    var received: Int { seen.withLock { $0.values.reduce(0, +) } }

    func reply(to request: HTTPRequest) -> HTTPReply {
        let id = request.headers["webhook-id"] ?? "none"
        seen.withLock { $0["\(request.path) \(id)", default: 0] += 1 }
        return .now(HTTPResponse(status: .noContent))
    }

    func failure(_ failure: HTTPFailure) -> HTTPResponse { HTTPResponse(status: failure.status) }
}

/// A real mail server that writes a line for each mail that it took.
final class MailSink {
    let port: Int
    private let process = Process()
    private let file: String

    private static let script = """
        import asyncio, sys, email
        from aiosmtpd.smtp import SMTP
        out = open(sys.argv[1], "a", buffering=1)
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content)
                out.write(" ".join(envelope.rcpt_tos) + " " + mail["Message-ID"] + "\\n")
                return "250 taken"
        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Handler(), hostname="mail.test"), "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """

    init(_ folder: String) throws {
        file = folder + "/mails"
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        let printed = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.script, file]
        process.standardOutput = printed
        try process.run()
        let line = String(decoding: printed.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure(description: "the mail server did not start; is python3-aiosmtpd installed?")
        }
        self.port = port
    }

    var counts: [String: Int] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        var counts: [String: Int] = [:]
        for line in text.split(separator: "\n") { counts[String(line), default: 0] += 1 }
        return counts
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// The program under test, in a process of its own.
final class Serving {
    private let process = Process()

    init(_ program: String, _ configuration: String, log: String) throws {
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "--config", configuration]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: log)
        process.standardError = process.standardOutput
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var isRunning: Bool { process.isRunning }

    func end(_ signal: Int32) {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }
}

@MainActor func run(_ options: Options) async throws -> Bool {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vigie-fanout-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let hooks = HookSink()
    let server = try HTTPServer(
        configuration: HTTPServerConfiguration(listeners: [.init(.tcp("127.0.0.1", port: 0))]), handler: hooks)
    let hookPort = try server.start()[0].port
    let mails = try MailSink(folder)
    defer { mails.stop() }
    let postgres = options.withPostgres ? try PostgresServer() : nil
    defer { postgres?.end() }
    let database = postgres?.fresh().url

    let key = String(repeating: "k", count: 32)
    try key.write(toFile: folder + "/key", atomically: false, encoding: .utf8)
    var lines = [
        "listen: [\"127.0.0.1:0\"]", "public_urls: [\"https://status.example.com\"]", "data: \(folder)/data",
        "alerts:", "  allowed_targets: [\"127.0.0.1/32\"]", "tracker:", "  enabled: false", "subscribers:",
        "  enabled: true", "  from: Acme Pay <status@example.com>", "  server: \"127.0.0.1:\(mails.port)\"",
        "  security: none", "  key: file:\(folder)/key", "  host_rate: 600000", "  mail_rate: 600000",
    ]
    if let database { lines += ["database:", "  url: \"\(database)\""] }
    let configuration = folder + "/vigie.yaml"
    try (lines.joined(separator: "\n") + "\n").write(toFile: configuration, atomically: false, encoding: .utf8)

    let began = ContinuousClock.now
    try await plant(options, folder: folder, database: database, hookPort: hookPort, key: key)
    print("planted \(options.subscribers) subscribers and a statement in \(shown(ContinuousClock.now - began)) s")

    var random = SplitMix(state: options.seed)
    func received() -> Int { hooks.received + mails.counts.values.reduce(0, +) }
    func wait(until count: Int, _ program: Serving) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while received() < count {
            guard program.isRunning, ContinuousClock.now < deadline else {
                let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
                throw Failure(
                    description: "only \(received()) of \(count) messages came:\n\(log?.suffix(4_000) ?? "")")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
    // The moments, in order: somewhere in each part of the way.
    let moments = options.kills + (postgres == nil ? 0 : options.stops)
    let isStop = (0..<moments).map { number in postgres != nil && number % 2 == 1 && number / 2 < options.stops }
    let part = options.subscribers / (moments + 1)
    let started = ContinuousClock.now
    var program = try Serving(options.program, configuration, log: folder + "/log")
    for number in 0..<moments {
        try await wait(until: part * number + Int.random(in: 1..<max(part, 2), using: &random), program)
        try await Task.sleep(for: .microseconds(Int.random(in: 0..<5_000, using: &random)))
        if isStop[number], let postgres {
            try postgres.kill()
            try await Task.sleep(for: .milliseconds(Int.random(in: 50..<500, using: &random)))
            try postgres.start()
        } else {
            program.end(SIGKILL)
            program = try Serving(options.program, configuration, log: folder + "/log")
        }
    }
    while hooks.counts.count + mails.counts.count < options.subscribers {
        guard program.isRunning, ContinuousClock.now - started < .seconds(600) else {
            throw Failure(description: "only \(received()) of \(options.subscribers) messages came")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
    let took = ContinuousClock.now - started
    // What would come twice now had time to come.
    try await Task.sleep(for: .milliseconds(500))
    program.end(SIGTERM)
    let progress = try await settled(folder: folder, database: database)
    await server.drain(deadline: .zero)

    let (hook, mail) = (hooks.counts, mails.counts)
    let twice = received() - hook.count - mail.count
    let share = Double(twice) * 100 / Double(options.subscribers)
    let stops = isStop.count { $0 }
    print(
        "\(postgres == nil ? "SQLite" : "PostgreSQL"): \(moments - stops) kills, \(stops) stops of the database, "
            + "\(shown(took)) s in all")
    print("webhooks: \(hook.count) told; mail: \(mail.count) told; \(twice) came twice (\(shown(share)) %)")
    print("the journal says: \(progress)")
    let isGood =
        hook.count + mail.count == options.subscribers
        && twice <= options.twiceMost ?? (options.subscribers - 1) / 100
    print(isGood ? "good" : "NOT good")
    return isGood
}

func shown(_ duration: Duration) -> String { shown(duration / .seconds(1)) }
func shown(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }

func open(_ folder: String, _ database: String?) async throws -> any JournalTransfer {
    let projections: [any Projection] = [IncidentProjection(), SubscriptionProjection()]
    if let database {
        return try await PostgresStore.open(
            url: database, projections: projections, opening: .prepare, random: { UInt64.random(in: 0...UInt64.max) })
    }
    return try await SQLiteStore.open(path: folder + "/data/vigie.sqlite", projections: projections)
}

/// Subscribers who are confirmed, and something that was just said.
func plant(_ options: Options, folder: String, database: String?, hookPort: Int, key: String) async throws {
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    let store = try await open(folder, database)
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    guard let keys = SubscriberKeys(Secret(key)), let provider = ProviderID("acme-pay"), let brand = BrandID("acme"),
        let component = ComponentID("acme-cards"), let id = IncidentID("acme-1"), let word = StatementID("first"),
        let window = ImpactWindowID("w1")
    else { throw Failure(description: "a name is none") }
    var drafts = [
        Fact.providerDescribed(Provider(id: provider, name: "Acme Pay", zone: "Europe/Paris", isOurs: true)),
        .brandDescribed(Brand(id: brand, provider: provider, name: "Acme", languages: [.english, .french])),
        .componentDescribed(
            Component(
                id: component, provider: provider, channel: .ecommerce, name: LocalizedText([.english: "Cards"]),
                brands: [brand], order: 1)),
    ].map(\.draft)
    for number in 0..<options.subscribers {
        let target: SubscriberTarget =
            number.isMultiple(of: 2)
            ? .mail(address: "reader\(number)@example.com")
            : .webhook(
                url: "http://127.0.0.1:\(hookPort)/hook/\(number)", signingKey: keys.signingKey(brand, "\(number)"))
        let wish = Subscriber.Wish(language: number.isMultiple(of: 3) ? .french : .english)
        drafts.append(SubscribingFact.imported(keys.id(brand, target), brand, target, wish).draft)
        if drafts.count == 500 {
            _ = try await store.append(AppendCommand(actor: "system:bench", instant: now, drafts: drafts))
            drafts = []
        }
    }
    var incident = Incident(
        id: id, provider: provider, title: LocalizedText([.english: "Cards fail", .french: "Les cartes échouent"]),
        severity: .major, components: [component])
    incident.own = OwnRecord(declaredAt: now, declaredBy: "person:bench", brands: [brand])
    let statement = Statement(
        id: word, status: .investigating, at: now,
        text: LocalizedText([.english: "Card payments fail. We are looking.", .french: "Les cartes échouent."]),
        author: "person:bench", standing: .preApproved)
    drafts += [
        Fact.incidentDescribed(incident),
        .impactWindowRecorded(
            id,
            ImpactWindow(
                id: window, start: now, end: nil, components: [component], origin: .enteredByPerson,
                evidence: LocalizedText(),
                confidence: .high)),
        .statementRecorded(id, statement),
    ].map(\.draft)
    _ = try await store.append(AppendCommand(actor: "system:bench", instant: now, drafts: drafts))
    await store.close()
}

/// What the journal has in the end: everybody told, nobody waiting, the chain sound.
func settled(folder: String, database: String?) async throws -> String {
    let store = try await open(folder, database)
    let (jobs, waits) = try await store.read { documents throws(JournalError) in
        let reading = SubscriptionReading(documents)
        return (try reading.jobs(limit: 10), try reading.isAnythingWaiting())
    }
    let head = try await store.head().position.rawValue
    let report = try await JournalVerifier(store, projections: [IncidentProjection(), SubscriptionProjection()])
        .verify { _, _ in }
    await store.close()
    guard !waits, let job = jobs.first, job.told == job.total else {
        throw Failure(description: "the journal has \(jobs) and \(waits ? "somebody waits" : "nobody waits")")
    }
    guard report.isSound else { throw Failure(description: "the journal is not sound: \(report.problems)") }
    return "\(job.told) of \(job.total) told, nobody waits, \(head) entries, sound"
}

do {
    let options = try Options(Array(CommandLine.arguments.dropFirst()))
    if let folder = options.folder {
        try await plant(
            options, folder: folder, database: nil, hookPort: 9, key: String(repeating: "k", count: 32))
        exit(0)
    }
    let isGood = try await run(options)
    exit(isGood ? 0 : 1)
} catch {
    print("\(error)")
    exit(2)
}
