internal import CLI
internal import Glibc
internal import Machine

/// Arguments in, exit code out.
package enum Program {
    package static let version = "0.1.0"

    /// Runs a command and ends the process with its code. The calling thread stays here and takes the signals.
    package static func main(_ arguments: [String]) -> Never {
        Signals.block()
        let relay = SignalRelay()
        Task { @concurrent in
            let code = await run(arguments, signals: relay)
            exit(code.rawValue)
        }
        while true { relay.deliver(Signals.wait()) }
    }

    static func run(_ arguments: [String], signals: SignalRelay) async -> ExitCode {
        let invocation: Invocation
        do throws(UsageError) {
            invocation = try CommandLineParser.parse(arguments)
        } catch {
            console(isJSON: error.isJSON).error(error)
            return .usage
        }
        let console = console(isJSON: invocation.isJSON)
        do throws(ProgramFailure) {
            return try await run(invocation.command, on: console, signals: signals)
        } catch {
            return error.report(on: console)
        }
    }

    private static func run(
        _ command: Command, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        switch command {
        case .serve(let source, let withDemoData, let withDemoShop):
            return try await ServeCommand(
                source: source, withDemoData: withDemoData, withDemoShop: withDemoShop, console: console
            ).run(signals: signals)
        case .check(let source): return try CheckCommand.run(source, on: console)
        case .verify(let source): return try await VerifyCommand.run(source, on: console)
        case .backup(let source, let file): return try await BackupCommand.run(source, file: file, on: console)
        case .restore(let command): return try await RestoreRun.run(command, on: console)
        case .rebuild(let source): return try await RebuildCommand.run(source, on: console)
        case .rescue(let source, let email): return try await RescueCommand.run(source, email: email, on: console)
        case .migrate(let source): return try await MigrateCommand.run(source, on: console)
        case .copy(let command): return try await CopyRun.run(command, on: console)
        case .follow(let command): return try await FollowRun.follow(command, on: console)
        case .unfollow(let place, let provider):
            return try await FollowRun.unfollow(place, provider: provider, on: console)
        case .vendors(let words): return VendorsRun.run(words, on: console)
        case .importPages(let command): return try await ImportRun.run(command, on: console)
        case .importProbes(let command): return try ImportProbesRun.run(command, on: console)
        case .probe(let command): return try await ProbeRun.run(command, on: console)
        case .agents(let command): return try await AgentsCommands.run(command, on: console)
        case .agent(let command): return try await AgentRun.run(command, on: console, signals: signals)
        case .watch(let source): return try await WatchRun.run(source, on: console)
        case .read(let command): return try ReadRun.run(command, on: console)
        case .cases(let command): return try await CaseCommands.run(command, on: console)
        case .rules(let command): return try await CaseCommands.rules(command, on: console)
        case .alerts(let command): return try await AlertCommands.run(command, on: console)
        case .incident(let command): return try await IncidentCommands.run(command, on: console)
        case .language(let command): return try LanguageCommands.run(command, on: console)
        case .agree(let command): return try await IncidentCommands.agree(command, on: console)
        case .describe(let command): return try await IncidentCommands.describe(command, on: console)
        case .retire(let command): return try await IncidentCommands.retire(command, on: console)
        case .subscribers(let command): return try await SubscribersCommands.run(command, on: console)
        case .moveIn(let command): return try await MoveInRun.run(command, on: console)
        case .export(let command): return try await ExportRun.run(command, on: console)
        case .pay(let command): return try await PaymentRun.pay(command, on: console)
        case .traffic(let command): return try await PaymentRun.traffic(command, on: console, signals: signals)
        case .platform(let command): return try await PlatformRun.run(command, on: console, signals: signals)
        case .version: return VersionCommand.run(on: console)
        case .help(let request):
            console.text(HelpText.render(request, version: version, colours: console.style.colours))
            return .success
        case .completions(let shell):
            console.text(Completions.script(for: shell))
            return .success
        }
    }

    /// Answers go to standard output, errors and progress to standard error.
    private static func console(isJSON: Bool) -> Console {
        let style = ConsoleStyle(
            isTerminal: isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1, isJSON: isJSON,
            variable: Environment.variable)
        return Console(style: style) { channel, text in
            Files.write(Array(text.utf8), to: channel == .output ? STDOUT_FILENO : STDERR_FILENO)
        }
    }
}
