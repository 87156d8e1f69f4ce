internal import Access
internal import AgentBuffer
internal import Bytes
internal import CLI
internal import Glibc
internal import HTTP
internal import JSON
internal import Machine
internal import Settings
internal import Telemetry
internal import Vantages
internal import Vocabulary

/// `vigie agent`: this machine as a vantage of a server elsewhere.
enum AgentRun {
    static let pause: @Sendable (TimeSpan) async -> Void = {
        try? await Task.sleep(for: .microseconds($0.microseconds))
    }

    static func run(
        _ command: AgentCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        switch command.action {
        case .enrol(let server, let code, let authorities):
            return try await enrol(command.folder, server, code, authorities, on: console)
        case .run(let isOnce): return try await work(command.folder, isOnce: isOnce, on: console, signals: signals)
        }
    }

    private static func file(_ folder: String) -> String { folder + "/agent.json" }
    private static func batches(_ folder: String) -> String { folder + "/batches" }

    // MARK: Enrolling

    private static func enrol(
        _ folder: String, _ server: String, _ code: String, _ authorities: String?, on console: Console
    ) async throws(ProgramFailure) -> ExitCode {
        guard !Files.exists(file(folder)) else {
            throw .other(
                message: "\(file(folder)) is there already: this machine is an agent",
                hint: "--data names another folder; to enrol this one anew, remove the folder first",
                code: .cannotCreate)
        }
        guard let code = OneTimeCode(code) else {
            throw .other(
                message: "this is no code of an agent", hint: "vigie agents enrol NAME makes one", code: .usage)
        }
        let identity: AgentIdentity
        do {
            // What can't be kept here is to be known before the code is spent.
            let buffer = try await FolderBuffer.open(batches(folder))
            let trusted = try authorities.map { String(decoding: try Files.read($0, most: 128 << 10), as: UTF8.self) }
            identity = try await become(
                at: try AgentIdentity.endpoint(of: server), code, authorities: trusted, keptIn: file(folder), buffer)
            await buffer.close()
        } catch {
            throw failure(error)
        }
        console.answer(["name": .string(identity.name.rawValue), "file": .string(file(folder))])
        console.line("✓ This machine is the agent \(identity.name). Its key is in \(file(folder)), for nobody else.")
        console.line("  Begin with: vigie agent run --data \(folder)")
        return .success
    }

    /// Spends a code for a key of its own, and keeps what comes of it.
    static func become(
        at server: FetchURL, _ code: OneTimeCode, authorities: String?, keptIn file: String, _ buffer: FolderBuffer
    ) async throws -> AgentIdentity {
        guard let key = SigningKey(seed: Entropy.bytes(SigningKey.seedCount)) else {
            throw ProgramFailure.other(message: "no key could be made", hint: nil, code: .fault)
        }
        let client = try ClientLoop(userAgent: userAgent)
        let outcome = await AgentEnrolment.enrol(
            at: server, code: code.bytes, key: key, authorities: authorities, fetcher: client.client, now: ServeLog.now,
            pause: pause)
        await client.close()
        let (identity, kept) = try outcome.get()
        // The numbers first: an identity without them would not know which were used.
        try await buffer.begin(after: kept)
        _ = try Files.makeSecret(file, identity.bytes)
        return identity
    }

    static var userAgent: String { "Vigie/\(Program.version) (agent)" }

    private static func failure(_ error: any Error) -> ProgramFailure {
        switch error {
        case let failure as ProgramFailure: failure
        case let error as MachineError: .other(message: error.message, hint: nil, code: .inputOutput)
        case let error as BufferError: .other(message: error.message, hint: nil, code: .inputOutput)
        case let error as FetchError: .other(message: error.message, hint: nil, code: .usage)
        case let error as WireFault: .other(message: error.message, hint: nil, code: .data)
        case let notice as AgentNotice: .other(message: notice.message, hint: nil, code: .unavailable)
        default: .other(message: "\(error)", hint: nil, code: .fault)
        }
    }

    // MARK: Working

    private static func work(
        _ folder: String, isOnce: Bool, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        guard Files.exists(file(folder)) else {
            throw .other(
                message: "\(file(folder)) is not there: this machine is no agent yet",
                hint: "vigie agent enrol --server URL --code CODE; or --data names the folder", code: .noInput)
        }
        let logger = Logger(level: .info, format: .text, now: ServeLog.now) { Files.write($0, to: STDERR_FILENO) }
        let agent: RunningAgent
        do {
            let identity = try AgentIdentity(reading: Files.read(file(folder), most: AgentIdentity.fileBytesMost))
            agent = try await RunningAgent(
                identity, folder: folder, buffer: try await FolderBuffer.open(batches(folder)), userAgent: userAgent,
                logger: logger,
                pause: pause)
        } catch {
            throw failure(error)
        }
        if isOnce {
            let isDone = await agent.once()
            let standing = await agent.service.health()
            show(standing, on: console)
            await agent.close()
            return isDone ? .success : .unavailable
        }
        let stream = signals.listen()
        logger.info("agent", [.node: LogValue(agent.identity.name.rawValue)])
        let working = Task { await agent.service.run() }
        let telling = Task { await tell(agent, folder) }
        for await signal in stream where signal != .hangup { break }
        telling.cancel()
        working.cancel()
        await working.value
        await telling.value
        await agent.close()
        logger.info("stopped")
        logger.flush()
        return .success
    }

    /// How the agent is, in a file beside its key, for whatever watches this machine.
    private static func tell(_ agent: RunningAgent, _ folder: String) async {
        var isFirst = true
        while !Task.isCancelled {
            await write(agent, folder)
            await pause(.seconds(isFirst ? 1 : 5))
            isFirst = false
        }
        // It was stopped: what waits is for the next start.
        await write(agent, folder)
    }

    private static func write(_ agent: RunningAgent, _ folder: String) async {
        let standing = await agent.service.health()
        try? Files.replace(folder + "/health.json", with: JSONWriter.pretty(.object(json(standing))))
    }

    private static func json(_ standing: AgentStanding) -> JSONObject {
        var object: JSONObject = [
            "name": .string(standing.name.rawValue), "hasPlan": .bool(standing.hasPlan),
            "waitingBatches": JSONValue(standing.health.waiting),
            "waitingBytes": JSONValue(standing.health.waitingBytes),
            "droppedBatches": JSONValue(standing.health.dropped), "keptThrough": .integer(standing.kept),
        ]
        if let reached = standing.reached { object["reachedAt"] = .string(reached.rfc3339) }
        if let offset = standing.health.offset { object["clockBehindMicroseconds"] = .integer(offset) }
        if let problem = standing.problem { object["problem"] = .string(problem) }
        return object
    }

    private static func show(_ standing: AgentStanding, on console: Console) {
        console.answer(.object(json(standing)))
        if let problem = standing.problem { console.line("✗ \(problem)") }
        console.line("agent \(standing.name): \(standing.hasPlan ? "has a plan" : "nothing to ask")")
        console.line("  waiting \(standing.health.waiting) batches, let go \(standing.health.dropped)")
        if let offset = standing.health.offset {
            console.line(
                "  the server's clock is \(offset / 1_000) ms ahead, ± \(standing.health.offsetError / 1_000) ms")
        }
    }
}
