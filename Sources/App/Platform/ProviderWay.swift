internal import CLI
internal import Acquiring
internal import ISO8583
internal import Machine
internal import Operating
internal import Roles
internal import Wire

/// A role's way to the provider's servers, by the options `--provider…`.
struct ProviderWay {
    let link: AcquiringLink
    private let links: [WireLink]
    private let loop: EventLoop

    init(_ process: RoleProcess) throws(ProgramFailure) {
        let options = process.options
        var places: [(name: String, host: String, port: UInt16)] = []
        for text in options.command.values("provider") {
            guard let place = Self.place(text), !places.contains(where: { $0.name == place.name }) else {
                throw RoleOptions.usage(
                    "--provider: expected NAME=HOST:PORT, found \(text)",
                    "such as --provider a=127.0.0.1:9200, each name once")
            }
            places.append(place)
        }
        guard !places.isEmpty else {
            throw RoleOptions.usage(
                "\(options.command.role) needs --provider", "such as --provider a=127.0.0.1:9200")
        }
        var rules = AcquiringLink.Rules()
        rules.answerTime = try options.duration("provider-timeout", default: 6)
        rules.wholeTime = rules.answerTime * 2
        let tls = try options.tls("provider-")
        do {
            let loop = try EventLoop(name: "provider")
            let links = try places.map { place in
                try WireLink(
                    WireLinkConfiguration(
                        host: place.host, port: place.port, framing: ProviderMessage.profile.framing, tls: tls
                    ) { ProviderMessage.key(of: $0.message) }, on: loop)
            }
            self.loop = loop
            self.links = links
            link = AcquiringLink(
                zip(places, links).map { ($0.name, $1) }, rules: rules,
                clocks: AcquiringLink.Clocks(
                    elapsed: { .microseconds(SystemClock.monotonicMicroseconds()) }, now: ServeLog.now),
                metrics: process.metrics)
        } catch {
            throw .other(message: "the provider can't be reached: \(error)", hint: nil, code: .unavailable)
        }
    }

    /// `a=127.0.0.1:9200`, `b=[::1]:9201` or `c=provider.example:9200`.
    private static func place(_ text: String) -> (name: String, host: String, port: UInt16)? {
        guard let equals = text.firstIndex(of: "="), let colon = text.lastIndex(of: ":"), equals < colon,
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[text.index(after: equals)..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let name = text[..<equals]
        return name.isEmpty || host.isEmpty ? nil : (String(name), String(host), port)
    }

    /// In order when any server answers: payments go there.
    var check: RoleCheck {
        RoleCheck("provider") { [link, links] in
            let silent = await link.silentServers(within: .seconds(2))
            return silent.count < links.count ? nil : "no server of the provider answers"
        }
    }

    func reloadCertificates() -> [String] {
        links.compactMap { link in
            do throws(WireError) {
                try link.reloadCertificates()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    func close() async {
        for link in links { await link.close(within: .seconds(1)) }
        await loop.stop()
    }
}
