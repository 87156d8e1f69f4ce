internal import CLI
internal import Clients
internal import HTTPClient
internal import Machine
internal import Network
internal import Observing
internal import Probes
internal import Settings
internal import Vocabulary
internal import Watching
internal import Wire

/// Everything that this machine asks targets with, as `vigie probe` and a vantage of `serve` do.
final class ProbeTools: Sendable {
    let asker: TargetAsker
    private let loop: EventLoop
    private let client: HTTPClient
    private let prober: LoopProber
    private let channels: ChannelProber
    private let names = SystemNames { SocketPlace.addresses(of: $0) }

    init() throws(ProgramFailure) {
        do {
            loop = try EventLoop(name: "probe")
            var configuration = HTTPClientConfiguration()
            // Many targets may be one host, and none waits for another.
            configuration.maximumTransfersPerHost = configuration.maximumTransfers
            client = try HTTPClient(loop: loop, configuration: configuration)
        } catch {
            throw .other(message: "\(error)", hint: nil, code: .fault)
        }
        prober = LoopProber(loop: loop, fetcher: client)
        channels = ChannelProber(
            prober,
            ChannelProber.Surroundings(
                http: client, frames: prober, now: ServeLog.now,
                clock: { Instant(microseconds: SystemClock.monotonicMicroseconds()) },
                sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) }, random: { Entropy.number() }))
        asker = TargetAsker(channels, names: names, materials: MachineMaterials(), now: ServeLog.now)
    }

    /// Refuses what names files or variables that are not there, before anybody is asked.
    func check(_ probe: ProbeDeclaration, _ target: MatrixTarget) throws(ProgramFailure) {
        do throws(ProbeMakingError) {
            _ = try ProbeMaker(MachineMaterials()).probes(
                probe, target, at: NetworkAddress(version4: 0x7f00_0001))
        } catch {
            throw .other(
                message: error.message, hint: "named by \(target.name) in the file of probes", code: .noInput)
        }
    }

    /// Waits until what probes paid is undone, for two minutes at most.
    func close() async {
        await channels.close()
        await prober.close()
        await names.close()
        await client.close()
        await loop.stop()
    }

    /// What probes paid and could not undo; told once.
    func takeLeft() -> [String] { channels.takeLeft() }
}

/// Files and variables of this machine.
private struct MachineMaterials: ProbeMaterials {
    func content(of file: String) throws(ProbeMakingError) -> [UInt8] {
        do throws(MachineError) {
            return try Files.read(file, most: 1 << 20)
        } catch {
            throw ProbeMakingError(error.message)
        }
    }

    func secret(_ reference: String) throws(ProbeMakingError) -> String {
        do throws(SettingsFailure) {
            return try SettingsFile.surroundings.secret(reference, option: reference).reveal()
        } catch {
            throw ProbeMakingError(error.diagnostics.first?.message ?? "\(reference) cannot be read")
        }
    }
}
