internal import Acquiring
internal import CLI
internal import ISO8583
internal import Ledger
internal import Machine
internal import Operating
internal import Roles
internal import Wire

/// The provider as a role reaches it: links to its servers, and the choice between them.
struct ProviderServers {
    let link: AcquiringLink
    private let links: [WireLink]

    /// The servers of `--provider`, with the options that begin with it.
    init(_ process: RoleProcess, on loop: EventLoop) throws(ProgramFailure) {
        let options = process.options
        let tls = try options.tls("provider-")
        var links: [WireLink] = []
        var named: [(name: String, link: any FrameLink)] = []
        for text in options.command.values("provider") {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let place = RoleOptions.place(parts[1]) else {
                throw RoleOptions.usage(
                    "--provider: expected NAME=HOST:PORT, found \(text)", "such as --provider a=127.0.0.1:9200")
            }
            let name = String(parts[0])
            guard !named.contains(where: { $0.name == name }) else {
                throw RoleOptions.usage("--provider names \(name) more than once", "give each server its own name")
            }
            let configuration = WireLinkConfiguration(
                host: place.host, port: place.port, framing: ProviderMessage.profile.framing, tls: tls
            ) { ProviderMessage.key(of: $0.message) }
            do throws(WireError) {
                let link = try WireLink(configuration, on: loop)
                links.append(link)
                named.append((name, link))
            } catch {
                throw .other(message: error.message, hint: nil, code: .configuration)
            }
        }
        guard !named.isEmpty else {
            throw RoleOptions.usage(
                "\(options.command.role) needs --provider", "such as --provider a=127.0.0.1:9200")
        }
        var rules = AcquiringLink.Rules()
        rules.answerTime = try options.duration("provider-timeout", default: 6)
        rules.wholeTime = rules.answerTime * 2
        if let most = try options.number("floor-limit", in: 0...Money.most), let euro = Currency("EUR") {
            rules.standIn = StandInRules(floorLimits: [euro: most])
        }
        let start = ContinuousClock.now
        self.links = links
        link = AcquiringLink(
            named, rules: rules, clocks: .init(elapsed: { ContinuousClock.now - start }, now: ServeLog.now),
            metrics: process.metrics)
    }

    /// One of the provider's servers answers.
    var check: RoleCheck {
        let (link, count) = (link, links.count)
        return RoleCheck("provider") {
            let silent = await link.silentServers(within: .seconds(2))
            guard silent.count == count else { return nil }
            return "no server of the provider answers: \(silent.joined(separator: ", "))"
        }
    }

    func refresh() { link.refresh() }

    /// Reads certificates again; says what could not be read.
    func reload() -> [String] {
        links.compactMap { link in
            do throws(WireError) {
                try link.reloadCertificates()
                return nil
            } catch {
                return error.message
            }
        }
    }

    func close() async { for link in links { await link.close(within: .seconds(1)) } }
}
