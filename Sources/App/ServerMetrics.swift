internal import HTTPServer
internal import Synchronization
internal import Telemetry

/// The server's own figures under `/metrics`: it counts on its loops, and a snapshot is taken for each scrape.
final class ServerMetrics: Sendable {
    let registry: MetricsRegistry
    private let latest = Mutex(HTTPServerStatistics())

    init(registry: MetricsRegistry) { self.registry = registry }

    func update(_ statistics: HTTPServerStatistics) { latest.withLock { $0 = statistics } }

    private var snapshot: HTTPServerStatistics { latest.withLock { $0 } }

    func register() {
        gauge("vigie_http_connections", "Open connections.") { $0.connectionsOpen }
        gauge("vigie_http_event_readers", "Readers of server-sent events.") { $0.eventReaders }
        gauge("vigie_http_handlers", "Requests whose handlers are running.") { $0.handlersRunning }
        counter("vigie_http_connections_accepted_total", "Connections accepted.") { $0.connectionsAccepted }
        counter("vigie_http_requests_refused_total", "Requests refused before a handler saw them.") {
            $0.requestsRefused
        }
        counter("vigie_http_received_bytes_total", "Bytes received.") { $0.bytesReceived }
        counter("vigie_http_sent_bytes_total", "Bytes sent.") { $0.bytesSent }
        counter("vigie_http_event_readers_dropped_total", "Event readers that fell too far behind.") {
            $0.eventReadersDropped
        }
        counter("vigie_http_tls_handshakes_failed_total", "TLS handshakes that failed.") { $0.tlsHandshakesFailed }
        registry.counters("vigie_http_responses_total", "Answers by class of status.", label: "class") { [self] in
            let responses = snapshot.responses
            return (1...5).map { (value: "\($0)xx", count: UInt64(responses[$0])) }
        }
        registry.counters(
            "vigie_http_connections_refused_total", "Connections refused, by reason.", label: "reason"
        ) { [self] in
            let snapshot = snapshot
            return HTTPServerStatistics.Refusal.allCases.map {
                (value: "\($0)", count: UInt64(snapshot.refused($0)))
            }
        }
        registry.counters("vigie_http_timeouts_total", "Clients that were too slow, by what for.", label: "kind") {
            [self] in
            let snapshot = snapshot
            return HTTPServerStatistics.Timeout.allCases.map {
                (value: "\($0)", count: UInt64(snapshot.timeouts($0)))
            }
        }
        registry.histogram(
            "vigie_http_answer_seconds", "Time from a request's last byte to its answer's first.",
            bounds: HTTPServerStatistics.latencyBounds.map { Double($0) / 1_000_000 }
        ) { [self] in
            let snapshot = snapshot
            return (snapshot.latencyBuckets.map { UInt64($0) }, Double(snapshot.latencyMicroseconds) / 1_000_000)
        }
    }

    private func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (HTTPServerStatistics) -> Int) {
        registry.gauge(name, help) { [self] in Double(read(snapshot)) }
    }

    private func counter(_ name: String, _ help: String, _ read: @escaping @Sendable (HTTPServerStatistics) -> Int) {
        registry.counter(name, help) { [self] in UInt64(clamping: read(snapshot)) }
    }
}
