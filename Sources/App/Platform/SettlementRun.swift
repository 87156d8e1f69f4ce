internal import CLI
internal import Ledger
internal import Machine
internal import Operating
internal import Roles
internal import Settlement
internal import SettlementFolder
internal import Vocabulary

/// `vigie platform settlement`.
enum SettlementRun {
    static func run(
        _ command: PlatformCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let process = try RoleProcess(.settlement, command, console)
        let schedule = try process.options.settlementSchedule()
        let folder = try process.options.required("files", example: "var/settlement")
        let store = try await process.options.openStore()
        let source = FolderSource(folder)
        let service = SettlementService(
            schedule, store: store, source: source, figures: SettlementFigures(process.metrics),
            surroundings: .init(
                now: ServeLog.now, sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) },
                logger: process.logger))
        let work = Task { await service.work() }
        return try await process.run(
            RoleWork(
                places: [("Files", folder)],
                checks: [
                    RoleLoop.check(of: store),
                    RoleCheck("files") {
                        do throws(SettlementSourceError) {
                            _ = try await source.notices()
                            return nil
                        } catch {
                            return error.message
                        }
                    },
                ],
                routes: { SettlementRoutes.add(to: &$0, service) },
                drain: { _ in
                    work.cancel()
                    // A file that is being taken in can be begun again: nothing is lost when this takes too long for who stops us.
                    await service.stop()
                    await work.value
                },
                close: {
                    await source.close()
                    await store.close()
                }), signals: signals)
    }
}

extension RoleOptions {
    func settlementSchedule() throws(ProgramFailure) -> SettlementSchedule {
        let grace = try number("grace", in: 0...1_439) ?? 120
        var cutOffs: [Channel: CutOff] = [:]
        for text in command.values("cut-off") {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let channel = Channel(rawValue: String(parts[0])),
                let cutOff = Self.minute(parts[1]).flatMap({ CutOff(minute: $0, grace: .minutes(grace)) })
            else {
                throw Self.usage(
                    "--cut-off: expected CHANNEL=HH:MM, found \(text)", "such as --cut-off instore-nexo=23:00")
            }
            guard cutOffs.updateValue(cutOff, forKey: channel) == nil else {
                throw Self.usage("--cut-off names \(channel.rawValue) more than once", "keep one of them")
            }
        }
        guard !cutOffs.isEmpty else {
            throw Self.usage("settlement needs --cut-off", "such as --cut-off ecommerce=00:00")
        }
        return SettlementSchedule(cutOffs)
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}
