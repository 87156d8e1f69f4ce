internal import Judging
internal import Lookout
internal import Observing
internal import Series
internal import Vocabulary
internal import Watching

/// Asks for vantages of this process, with everything that this machine asks targets with.
final class WatchAsker: VantageAsker {
    private let tools: ProbeTools
    private static let anchorTime = TimeSpan.seconds(1)

    init() throws(ProgramFailure) { tools = try ProbeTools() }

    func ask(_ target: VantageTarget) async -> ProbeReport {
        await tools.asker.ask(target.probe, target.target).whole
    }

    func reach(_ anchor: Destination) async -> Bool {
        let port = anchor.port ?? (anchor.scheme == "http" ? 80 : 443)
        let place = Destination(host: anchor.host, port: port)
        let probe = ProbeDeclaration(
            "anchor", .tcp, to: place, timeout: Self.anchorTime, through: ["anchor"], question: .tcp(exchange: []))
        let declaration = WatchDeclaration(
            vantages: [Vantage("here")], parts: [Part("anchor", .network)], probes: [probe])
        guard let target = try? Matrix(declaration).targets.first else { return false }
        return await tools.asker.ask(probe, target).whole.outcome.kind.isAnswered
    }

    /// What probes paid and could not undo; told once.
    func takeLeft() -> [String] { tools.takeLeft() }

    func close() async { await tools.close() }
}
