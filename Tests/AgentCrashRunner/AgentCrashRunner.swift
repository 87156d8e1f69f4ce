// AgentCrashRunner: the two ends of an agent's deliveries as processes, until they are killed.
//
//     AgentCrashRunner serve FOLDER PORT            prints the code of a new agent once, then serves
//     AgentCrashRunner agent FOLDER PORT [CODE]     enrols with the code, if there is one, then offers numbers for ever
//     AgentCrashRunner drain FOLDER PORT            sends what waits, and ends
//
// The server prints `kept NUMBER ITEM ITEM…` for each batch before its answer goes out, the agent `acknowledged NUMBER` when an
// answer says that it is kept, each line by one write(2). See Tests/VantagesTests/KillTests.swift for who kills them.

internal import Access
internal import AgentBuffer
internal import Bytes
internal import Glibc
internal import HTTP
internal import HTTPClient
internal import HTTPServer
internal import Journal
internal import Machine
internal import Observing
internal import Series
internal import StoreSQLite
internal import Vantages
internal import Vocabulary

func fail(_ sentence: String) -> Never {
    say("AgentCrashRunner: \(sentence)", to: STDERR_FILENO)
    exit(3)
}

func say(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
    guard Files.write(Array((line + "\n").utf8), to: descriptor) else { exit(4) }
}

let now: @Sendable () -> Instant = { Instant(microseconds: SystemClock.wallMicroseconds()) }

/// What an item says: a whole number.
func number(_ item: [UInt8]) -> Int64 { item.reduce(0) { $0 << 8 | Int64($1) } }

func item(_ number: Int64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Int64($0)) }
}

struct Front: HTTPHandler {
    let router: Router

    func bodyLimit(method: HTTPMethod, path: String) -> Int { router.bodyLimit(method: method, path: path) ?? 1_024 }
    func reply(to request: HTTPRequest) -> HTTPReply { router.reply(to: request, failure: failure) }
    func failure(_ failure: HTTPFailure) -> HTTPResponse {
        HTTPResponse(status: failure.status, body: .bytes(Array(failure.detail.utf8)))
    }
}

/// Keeps each item as a sample of a series of its own kind, in the transaction of the receipt.
struct PrintedKeeping: DeliveryKeeping {
    let inner: ReceiptKeeping

    func lastNumber(from vantage: VantageName) async throws(KeepingError) -> Int64 {
        try await inner.lastNumber(from: vantage)
    }

    func keep(_ batch: ReceivedBatch) async throws(KeepingError) -> BatchOutcome {
        let outcome = try await inner.keep(batch)
        if outcome == .kept {
            say("kept \(batch.number) " + batch.content.items.map { "\(number($0))" }.joined(separator: " "))
        }
        return outcome
    }
}

func serve(_ folder: String, _ port: Int) async throws {
    let store = try await SQLiteStore.open(path: folder + "/vigie.sqlite", projections: [AgentProjection()])
    let series = try await SQLiteSeries.open(path: folder + "/series.sqlite")
    let name = SeriesName(rawValue: "items") ?? { fail("the name is one") }()
    let keeping = PrintedKeeping(
        inner: ReceiptKeeping(store: series) { batch in
            // The item is told by its instant, so that what is kept can be read back from the store alone.
            let samples = batch.content.items.map {
                Sample(at: Instant(microseconds: (1_000_000_000_000 + number($0)) * 1_000), .ok, total: .zero)
            }
            guard
                let kept = try? SeriesBatch(
                    series: name, vantage: batch.vantage, sequence: batch.number, samples: samples)
            else { fail("the batch is refused") }
            return [kept]
        })
    let desk = AgentDesk(store: store, keeping: keeping, now: now, random: Entropy.bytes)
    if !Files.exists(folder + "/code") {
        let (_, code, _) = try await desk.invite("paris", by: .thisMachine(besideUsers: false))
        try Files.replace(folder + "/code", with: Array(code.text.utf8))
    }
    var router = Router()
    AgentRoutes(desk: desk).add(to: &router)
    let server = try HTTPServer(
        configuration: HTTPServerConfiguration(
            listeners: [HTTPServerConfiguration.Listener(.tcp("127.0.0.1", port: port), tls: nil)]),
        handler: Front(router: router))
    _ = try server.start()
    say("serving")
    while true { try await Task.sleep(for: .seconds(3_600)) }
}

func agent(_ folder: String, _ port: Int, code: String?, drains: Bool) async throws {
    let loop = try EventLoop(name: "agent")
    let client = try HTTPClient(loop: loop)
    let file = folder + "/agent.json"
    let pause: @Sendable (TimeSpan) async -> Void = { try? await Task.sleep(for: .microseconds($0.microseconds)) }
    if !Files.exists(file) {
        guard let code = code.flatMap({ OneTimeCode($0) }), let key = SigningKey(seed: Entropy.bytes(32)) else {
            fail("there is no code")
        }
        let outcome = await AgentEnrolment.enrol(
            at: try AgentIdentity.endpoint(of: "http://127.0.0.1:\(port)"), code: code.bytes, key: key,
            authorities: nil,
            fetcher: client, now: now, pause: pause)
        let (identity, kept) = try outcome.get()
        let buffer = try await FolderBuffer.open(folder + "/batches")
        try await buffer.begin(after: kept)
        await buffer.close()
        guard try Files.makeSecret(file, identity.bytes) else { fail("the identity is there already") }
    }
    let identity = try AgentIdentity(reading: Files.read(file, most: AgentIdentity.fileBytesMost))
    let inner = try await FolderBuffer.open(folder + "/batches", bytesMost: 64 << 20, segmentBytes: 16 << 10)
    let buffer = PrintedBuffer(inner: inner)
    let service = try await AgentService(
        identity: identity, version: "test", fetcher: client, buffer: buffer,
        surroundings: AgentService.Surroundings(
            now: now, sleep: pause, log: { say($0.message, to: STDERR_FILENO) }, plan: { _ in }, order: { _ in }))
    if drains {
        for _ in 0..<100 {
            if await service.exchange() { return say("drained") }
            await pause(.seconds(1))
        }
        fail("what waits could not be sent")
    }
    Task {
        // Items are counted on from the time, so that an agent that begins again says new ones.
        var next = SystemClock.wallMicroseconds() / 1_000 - 1_000_000_000_000
        while true {
            service.offer([item(next), item(next + 1)], isUrgent: true)
            next += 2
            await pause(TimeSpan(microseconds: 3_000))
        }
    }
    await service.run()
}

/// Says what was sealed and what was acknowledged.
struct PrintedBuffer: BatchBuffer {
    let inner: FolderBuffer

    func state() async throws(BufferError) -> BufferState { try await inner.state() }
    func begin(after number: Int64) async throws(BufferError) { try await inner.begin(after: number) }
    func append(_ delivery: Delivery) async throws(BufferError) {
        try await inner.append(delivery)
        let items = (try? BatchContent(reading: delivery.content).items) ?? []
        say("sealed \(delivery.number) " + items.map { "\(number($0))" }.joined(separator: " "))
    }
    func first(after number: Int64) async throws(BufferError) -> Delivery? { try await inner.first(after: number) }
    func forget(through number: Int64) async throws(BufferError) {
        try await inner.forget(through: number)
        say("acknowledged \(number)")
    }
    func close() async { await inner.close() }
}

@main enum Runner {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 3, let port = Int(words[2]) else {
            fail("usage: AgentCrashRunner serve|agent|drain FOLDER PORT")
        }
        do {
            switch words[0] {
            case "serve": try await serve(words[1], port)
            case "agent": try await agent(words[1], port, code: words.dropFirst(3).first, drains: false)
            case "drain": try await agent(words[1], port, code: nil, drains: true)
            default: fail("\(words[0]) is nothing to do")
            }
        } catch {
            fail("\(error)")
        }
    }
}
