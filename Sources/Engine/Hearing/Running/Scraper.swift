package import HTTP
internal import Network
internal import Vocabulary
internal import Watching

/// Reads pages of Prometheus text: each at its own pace, at a place in the turn that chance chose, so that many pages of one
/// machine are not all read at once.
package struct Scraper: Sendable {
    package static let bodyBytesMost = 8 << 20

    private let hearer: Hearer
    private let client: any HTTPFetching
    /// From 0 up to 1.
    private let chance: @Sendable () -> Double
    private let problem: @Sendable (String) -> Void

    package init(
        _ hearer: Hearer, client: any HTTPFetching, chance: @escaping @Sendable () -> Double,
        problem: @escaping @Sendable (String) -> Void
    ) {
        self.hearer = hearer
        self.client = client
        self.chance = chance
        self.problem = problem
    }

    /// Until its task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for place in hearer.places.indices { group.addTask { await follow(place) } }
        }
    }

    private func follow(_ place: Int) async {
        let turn = hearer.places[place].every.microseconds
        var last: String?
        try? await Task.sleep(for: .microseconds(Int64(chance() * Double(turn))))
        while !Task.isCancelled {
            let started = ContinuousClock.now
            let fault = await read(place)
            if let fault, fault != last, !Task.isCancelled {
                problem("\(hearer.places[place]) can't be read for its counters: \(fault)")
            }
            last = fault
            // A twentieth of a turn earlier or later, so that pages drift apart that met once.
            let next = Duration.microseconds(Int64(Double(turn) * (0.95 + chance() / 10)))
            try? await Task.sleep(until: started + next, clock: .continuous)
        }
    }

    /// What was wrong; nil when the page was read.
    package func read(_ place: Int) async -> String? {
        do throws(FetchError) {
            let response = try await client.fetch(try request(hearer.places[place]))
            guard response.status == .ok else { return "it answers \(response.status.code)" }
            let points: [CountPoint]
            do throws(HearingRefusal) {
                points = try PrometheusText.read(response.body, wanted: await hearer.scrapedMetrics)
            } catch {
                return error.message
            }
            return await hearer.hear(page: points, place: place).why
        } catch {
            return error.message
        }
    }

    private func request(_ place: CountPlace) throws(FetchError) -> FetchRequest {
        var policy = FetchPolicy()
        // Who declares a probe says where it goes: inner places are what it is for.
        policy.addresses = .any
        policy.bodyBytes = Self.bodyBytesMost
        policy.totalMilliseconds = Int(min(max(place.every.microseconds / 1_000, 1_000), 10_000))
        policy.redirects.maximum = 0
        var url = place.to
        if let connect = place.connect {
            if let address = NetworkAddress(connect.host) {
                policy.chosenAddress = ChosenAddress(address, port: connect.port)
            } else {
                url.host = connect.host
                url.port = connect.port ?? url.port
            }
        }
        return FetchRequest(
            url: try FetchURL("\(url)"), headers: ["Accept": "text/plain;version=0.0.4"], policy: policy)
    }
}
