internal import HTTPServer
internal import Machine
internal import Network
internal import Settings
internal import Telemetry

/// What the HTTP server needs, from what was configured.
enum ServerSettings {
    static func configuration(_ settings: Settings, logger: Logger) -> HTTPServerConfiguration {
        let tls = settings.tls.map {
            HTTPServerConfiguration.TLSFiles(certificateChain: $0.certificatePath, privateKey: $0.keyPath)
        }
        var configuration = HTTPServerConfiguration(
            listeners: settings.listen.map {
                HTTPServerConfiguration.Listener(
                    .tcp($0.address.description, port: Int($0.port)), tls: tls,
                    expectsProxyHeader: settings.proxyProtocol)
            })
        let limits = settings.limits
        configuration.loops = settings.loops ?? Processors.count
        configuration.connectionsMost = limits.connections
        configuration.connectionsPerAddressMost = limits.connectionsPerAddress
        configuration.headLimits.headBytes = limits.headerBytes
        configuration.headTimeout = limits.headDeadline
        configuration.bodyTimeout = limits.bodyDeadline
        configuration.idleTimeout = limits.idleDeadline
        configuration.paceInterval = limits.writeDeadline
        configuration.receiveRateLeast = limits.minimumRate
        configuration.sendRateLeast = limits.minimumRate
        configuration.trustedProxies = settings.trustedProxies
        configuration.accessLog = ServeLog.access(to: logger)
        return configuration
    }
}
