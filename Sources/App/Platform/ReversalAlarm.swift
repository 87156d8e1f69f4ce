internal import Operating
internal import Synchronization
internal import Telemetry

/// Reversals that the provider refuses. They are sent again for as long as it takes, and that may be for ever: so they are counted,
/// logged, and shown by the health until they are confirmed.
final class ReversalAlarm: Sendable {
    private let logger: Logger
    private let refused = Mutex<Set<String>>([])

    init(_ metrics: MetricsRegistry, _ logger: Logger) {
        self.logger = logger
        metrics.gauge(
            "vigie_platform_refused_reversals",
            "Payments whose reversal the provider has refused, and that may still be charged: a person must see to them."
        ) { [weak self] in Double(self?.count ?? 0) }
    }

    var count: Int { refused.withLock { $0.count } }

    /// Shown, and nothing more: other payments go on.
    var check: RoleCheck {
        RoleCheck("reversals", holdsBack: false) { [self] in
            let (count, one) = refused.withLock { ($0.count, $0.min()) }
            guard let one else { return nil }
            return
                "the provider refuses to reverse \(count) payments, such as \(one): ask there whether they are charged"
        }
    }

    func refused(_ payment: String, code: String, tries: Int) {
        refused.withLock { _ = $0.insert(payment) }
        // Powers of two: of a day a dozen lines are left.
        guard tries & (tries - 1) == 0 else { return }
        logger.error(
            "the provider refuses a reversal; it is sent again, and somebody must ask there whether this is charged",
            [.payment: LogValue(payment), .code: LogValue(code), .attempt: LogValue(tries)])
    }

    func confirmed(_ payment: String) { refused.withLock { _ = $0.remove(payment) } }
}
