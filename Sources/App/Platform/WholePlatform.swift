internal import Bytes
internal import CLI
internal import Clients
internal import HTTP
internal import HTTPClient
internal import JSON
internal import Machine
internal import Roles
internal import Synchronization

/// `vigie platform`: all roles on this machine, each in a process of its own, begun again when it ends without being told to.
///
/// docs/adr/0011-the-whole-platform-is-processes.md says why processes.
final class WholePlatform: Sendable {
    private let plan: PlatformPlan
    private let program: String
    private let console: Console
    private let children = Mutex<[PlatformRole: ChildProcess]>([:])

    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let asked = signals.listen()
        guard let program = ChildProcess.thisProgram() else {
            throw .other(message: "/proc/self/exe can't be read", hint: "start each role by itself", code: .fault)
        }
        let platform = WholePlatform(plan: try plan(command), program: program, console: console)
        try platform.prepare()
        return try await platform.serve(until: asked)
    }

    private init(plan: PlatformPlan, program: String, console: Console) {
        self.plan = plan
        self.program = program
        self.console = console
    }

    private static func plan(_ command: PlatformCommand) throws(ProgramFailure) -> PlatformPlan {
        let own: Set<String> = ["data", "port-shift", "database", "json", "drain", "log-level", "log-format"]
        if let other = command.options.subtracting(own).min() {
            throw RoleOptions.usage("--\(other) belongs to a role", "name the role, or leave the option out")
        }
        let shift = try RoleOptions(command: command).number("port-shift", in: 0...Int64(PlatformPlan.shiftMost)) ?? 0
        if let database = command.value("database"), !database.hasPrefix("postgres") {
            throw RoleOptions.usage(
                "--database: an SQLite file belongs to one role", "leave it out, or name a PostgreSQL database for all")
        }
        let common = ["drain", "log-level", "log-format"].flatMap { name in
            command.value(name).map { ["--\(name)", $0] } ?? []
        }
        return PlatformPlan(
            folder: command.value("data") ?? "var/platform", shift: UInt16(shift), database: command.value("database"),
            common: common)
    }

    // MARK: Before

    /// Keys and folders, where they are not there yet; and whether all ports are free.
    private func prepare() throws(ProgramFailure) {
        for instance in plan.instances {
            for port in instance.ports + [instance.admin] {
                guard let problem = ChildProcess.problem(withPort: port) else { continue }
                throw .other(
                    message: "\(instance.role.rawValue) can't listen at \(problem)",
                    hint: "end what listens there, or move all ports with --port-shift 10000", code: .unavailable)
            }
        }
        do throws(MachineError) {
            for folder in plan.folders { try Files.makeFolder(folder) }
            for name in PlatformPlan.secrets {
                let secret = (name == "shop" ? "vgk_test_" : "") + Hexadecimal.encode(Entropy.bytes(32))
                _ = try Files.makeSecret(plan.key(name), Array(secret.utf8))
            }
            // What terminals here use when nobody gives them another key.
            _ = try Files.makeSecret(plan.key("nexo"), Array(NexoTerminals.testKeyText.utf8))
            let shop = try Files.read(plan.key("shop"), most: 1_024)
            if !Files.exists(plan.merchants) {
                try Files.replace(plan.merchants, with: PlatformPlan.merchants(shopKey: shop))
            }
        } catch {
            throw .other(message: error.message, hint: "--data names another folder", code: .cannotCreate)
        }
    }

    // MARK: While it runs

    private func begin(_ instance: PlatformPlan.Instance) throws(ProgramFailure) {
        do throws(MachineError) {
            let child = try ChildProcess(
                path: program, arguments: instance.arguments, log: plan.log(instance.role))
            children.withLock { $0[instance.role] = child }
        } catch {
            throw .other(message: error.message, hint: nil, code: .fault)
        }
    }

    private func serve(until asked: AsyncStream<Signals.Signal>) async throws(ProgramFailure) -> ExitCode {
        let stops = Task {
            for await signal in asked where signal != .hangup { return }
        }
        do throws(ProgramFailure) {
            for instance in plan.instances { try begin(instance) }
            try await waitUntilReady()
        } catch {
            stops.cancel()
            await end()
            throw error
        }
        announce()
        let watching = Task { await watch() }
        await stops.value
        watching.cancel()
        await watching.value
        console.line("Stopping: what is under way is finished first.")
        await end()
        return .success
    }

    private static let look = Duration.milliseconds(50)
    /// Looks, so two minutes: whoever ends is noticed at once, and a busy machine is only slow.
    private static let readyWithin = 2_400

    /// A role that ends at its start has said why in its log.
    private func waitUntilReady() async throws(ProgramFailure) {
        let loop: EventLoop
        let http: HTTPClient
        do {
            loop = try EventLoop(name: "platform")
            http = try HTTPClient(loop: loop)
        } catch {
            throw .other(message: "\(error)", hint: nil, code: .fault)
        }
        var waiting = plan.instances
        var problem: ProgramFailure?
        for _ in 0..<Self.readyWithin where !waiting.isEmpty && problem == nil {
            if let (instance, end) = ended().first {
                problem = .other(
                    message: "\(instance.role.rawValue) ended (\(Self.words(end))): \(lastLine(of: instance.role))",
                    hint: "all of it is in \(plan.log(instance.role))", code: .unavailable)
                break
            }
            var left: [PlatformPlan.Instance] = []
            for instance in waiting where await !isReady(instance, http) { left.append(instance) }
            waiting = left
            if !waiting.isEmpty { try? await Task.sleep(for: Self.look) }
        }
        await http.close()
        await loop.stop()
        if problem == nil, let late = waiting.first {
            problem = .other(
                message: "\(late.role.rawValue) is not ready: http://127.0.0.1:\(late.admin)/readyz says why",
                hint: "its log is \(plan.log(late.role))", code: .unavailable)
        }
        if let problem { throw problem }
    }

    private func isReady(_ instance: PlatformPlan.Instance, _ http: HTTPClient) async -> Bool {
        guard let url = try? FetchURL("http://127.0.0.1:\(instance.admin)/readyz") else { return false }
        var policy = FetchPolicy()
        policy.addresses = .any
        policy.totalMilliseconds = 2_000
        guard let answer = try? await http.fetch(FetchRequest(url: url, policy: policy)) else { return false }
        return answer.status.code == 200
    }

    /// Roles that have ended, and how; they are forgotten.
    private func ended() -> [(PlatformPlan.Instance, ChildProcess.End)] {
        plan.instances.compactMap { instance in
            children.withLock { children in
                guard let end = children[instance.role]?.end() else { return nil }
                children[instance.role] = nil
                return (instance, end)
            }
        }
    }

    /// Begins again what ended though nobody asked for it, not more than once a second.
    private func watch() async {
        while !Task.isCancelled {
            for (instance, end) in ended() {
                console.line("\(instance.role.rawValue) ended (\(Self.words(end))): it is begun again")
                do throws(ProgramFailure) { try begin(instance) } catch {
                    console.warning("\(instance.role.rawValue) can't be begun: \(error)")
                }
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func end() async {
        for (_, child) in children.withLock({ $0 }) { child.terminate() }
        while true {
            _ = ended()
            if children.withLock({ $0.isEmpty }) { return }
            try? await Task.sleep(for: Self.look)
        }
    }

    // MARK: Words

    private func announce() {
        console.line("Vigie \(Program.version): the payment platform is serving test cards. Ctrl-C ends it.")
        let width = plan.instances.map(\.role.rawValue.count).max() ?? 0
        for instance in plan.instances {
            let name = instance.role.rawValue
            console.line(
                "  \(name)\(String(repeating: " ", count: width - name.count))  \(instance.address)"
                    + "   health http://127.0.0.1:\(instance.admin)/readyz")
        }
        if !plan.settles { console.line("  settlement runs where all share one database: --database postgres://…") }
        console.line("The shop's key is in \(plan.key("shop")), everything else in \(plan.folder). Try:")
        for command in plan.commands { console.line("  \(command)") }
        console.answer([
            "folder": .string(plan.folder), "shopKey": .string(plan.key("shop")),
            "roles": .array(
                plan.instances.map { instance in
                    [
                        "role": .string(instance.role.rawValue), "address": .string(instance.address),
                        "health": .string("http://127.0.0.1:\(instance.admin)/readyz"),
                        "log": .string(plan.log(instance.role)),
                        "process": .integer(Int64(children.withLock { $0[instance.role]?.number ?? 0 })),
                    ]
                }), "commands": .array(plan.commands.map { .string($0) }),
        ])
    }

    private func lastLine(of role: PlatformRole) -> String {
        guard let bytes = try? Files.read(plan.log(role), most: 64 << 20) else { return "it said nothing" }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").last { !$0.hasPrefix("  hint") }
            .map { String($0.prefix(300)) } ?? "it said nothing"
    }

    private static func words(_ end: ChildProcess.End) -> String {
        switch end {
        case .code(let code): "with code \(code)"
        case .signal(let signal): "by signal \(signal)"
        }
    }
}
