internal import Acquiring
internal import CLI
internal import ISO8583
internal import Ledger
internal import Machine
internal import Operating
internal import Roles
internal import Telemetry
internal import Wire

/// How a role reaches the provider: links to its servers, as `--provider` and its companions say. Every role that takes
/// payments has one.
struct ProviderConnection {
    let link: AcquiringLink
    private let links: [(name: String, link: WireLink)]
    private let figures: MetricFamily<Gauge>

    init(_ process: RoleProcess, on loop: EventLoop) throws(ProgramFailure) {
        let options = process.options
        let servers = try Self.servers(options)
        let tls = try options.tls("provider-")
        var links: [(name: String, link: WireLink)] = []
        for server in servers {
            var configuration = WireLinkConfiguration(
                host: server.host, port: server.port, framing: ProviderMessage.profile.framing, tls: tls
            ) { ProviderMessage.key(of: $0.message) }
            configuration.connections = 2
            do throws(WireError) {
                links.append((server.name, try WireLink(configuration, on: loop)))
            } catch {
                throw .other(message: error.message, hint: nil, code: .configuration)
            }
        }
        self.links = links
        var rules = AcquiringLink.Rules()
        rules.answerTime = try options.duration("provider-timeout", default: 6)
        rules.wholeTime = rules.answerTime * 2
        if let limit = try options.number("floor-limit", in: 1...Money.most), let euro = Currency("EUR") {
            rules.standIn = StandInRules(floorLimits: [euro: limit])
        }
        link = AcquiringLink(
            links.map { ($0.name, $0.link as any FrameLink) }, rules: rules,
            clocks: AcquiringLink.Clocks(
                elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, now: ServeLog.now),
            metrics: process.metrics)
        figures = process.metrics.gauges(
            "vigie_provider_link", "What the links to the provider's servers have seen, since the start.",
            labels: ["server", "what"])
    }

    /// One server that answers is enough to work.
    var check: RoleCheck {
        let (link, links) = (link, links)
        return RoleCheck("provider") {
            let silent = await link.silentServers(within: .seconds(1))
            guard silent.count == links.count else { return nil }
            var words = "no server of the provider answers:"
            for (name, link) in links {
                words += " \(name) (\(await link.statistics().lastFailure ?? "silent"))"
            }
            return words
        }
    }

    /// Which certificates could not be read again.
    func reload() -> [String] {
        links.compactMap { name, link in
            do throws(WireError) {
                try link.reloadCertificates()
                return nil
            } catch {
                return "\(name): \(error.message)"
            }
        }
    }

    func refresh() async {
        link.refresh()
        for (name, link) in links {
            let seen = await link.statistics()
            for (what, count) in [
                ("open", seen.open), ("connected", seen.connected), ("connects-failed", seen.connectsFailed),
                ("late-answers", seen.lateAnswers), ("stray-answers", seen.strayAnswers), ("in-flight", seen.inFlight),
            ] { figures.labelled(name, what).set(Double(count)) }
        }
    }

    func close(within limit: Duration) async {
        for (_, link) in links { await link.close(within: limit) }
    }

    private static func servers(
        _ options: RoleOptions
    ) throws(ProgramFailure) -> [(name: String, host: String, port: UInt16)] {
        var servers: [(name: String, host: String, port: UInt16)] = []
        for text in options.command.values("provider") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let colon = parts[1].lastIndex(of: ":"),
                let port = UInt16(parts[1][parts[1].index(after: colon)...]), port > 0
            else {
                throw RoleOptions.usage(
                    "--provider: expected NAME=HOST:PORT, found \(text)", "such as a=127.0.0.1:9200")
            }
            let host = String(parts[1][..<colon].filter { $0 != "[" && $0 != "]" })
            guard !servers.contains(where: { $0.name == parts[0] }) else {
                throw RoleOptions.usage("--provider: two servers are called \(parts[0])", "give each its own name")
            }
            servers.append((parts[0], host, port))
        }
        guard !servers.isEmpty else {
            throw RoleOptions.usage(
                "\(options.command.role) needs --provider", "such as --provider a=127.0.0.1:9200, once for each server")
        }
        return servers
    }
}
