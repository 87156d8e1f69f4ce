internal import HTTP
internal import Incidents
internal import Journal
internal import Telling
internal import Vocabulary

// What is watched: pages to look at, none of which changes anything.
extension ConsoleSurface {
    func watching(_ ask: Ask) async throws(ConsoleRefusal) -> HTTPResponse {
        let make = PageMaker(ask, zones: zones)
        let zone = try await zone()
        guard let watched else { return show(make.watch(nil, in: zone), ask) }
        do throws(JournalError) {
            switch ask.route {
            case .watchTarget:
                let name = ask.query["name"] ?? ""
                let reach = TargetHistory.Reach(rawValue: ask.query["reach"] ?? "") ?? .hour
                guard let target = try await watched.target(name) else { break }
                let history = await watched.history(name, reach, now: ask.now)
                return show(make.watchTarget(target, history, vantage: ask.query["from"], in: zone), ask)
            case .watchCases:
                return show(make.watchCases(try await watched.cases(), in: zone), ask)
            case .watchCase:
                guard let number = Int(ask.place["case"]),
                    let model = try await watched.knownCase(number)
                else { break }
                return show(make.watchCase(model, in: zone), ask)
            case .watchNoise:
                let reach = ask.query["days"].flatMap { Int($0) }.flatMap { NoiseModel.Reach(rawValue: $0) } ?? .month
                return show(make.watchNoise(try await watched.noise(reach, in: zone, now: ask.now), in: zone), ask)
            default:
                return show(make.watch(try await watched.matrix(), in: zone), ask)
            }
        } catch {
            throw .journal
        }
        throw .notFound
    }

    /// Of our organisation's clocks; every time says which they are.
    private func zone() async throws(ConsoleRefusal) -> Zone {
        let providers = try await site().providers
        return providers.first { $0.isOurs }.flatMap { zones.zone($0.zone) } ?? .utc
    }
}
