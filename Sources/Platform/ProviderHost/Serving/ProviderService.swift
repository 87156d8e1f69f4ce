package import ISO8583
internal import Ledger
package import Roles
package import Telemetry
package import Vocabulary

/// One server of the provider: answers frames, and fails as it is told.
package struct ProviderService: FrameService {
    private let server: String
    private let desk: ProviderDesk
    private let faults: FaultBoard
    private let now: @Sendable () -> Instant
    private let orders: MetricFamily<Counter>
    private let misfits: Counter

    /// What all servers of a process count.
    package struct Figures: Sendable {
        fileprivate let orders: MetricFamily<Counter>
        fileprivate let misfits: Counter

        package init(_ registry: MetricsRegistry) {
            orders = registry.counters(
                "vigie_provider_host_orders_total", "Orders that came in, by server, channel and response code.",
                labels: ["server", "channel", "code"], combinationsMax: 1_000)
            misfits = registry.counter(
                "vigie_provider_host_misfits_total", "Frames that are no message for a provider.")
        }
    }

    package init(
        _ server: String, desk: ProviderDesk, faults: FaultBoard, figures: Figures,
        now: @escaping @Sendable () -> Instant
    ) {
        self.server = server
        self.desk = desk
        self.faults = faults
        self.now = now
        orders = figures.orders
        misfits = figures.misfits
    }

    package func received(_ frame: FrameDecoder.Frame, on connection: any FrameConnection) async {
        switch try? ProviderMessage(reading: frame.message) {
        case .echo(let trace): await answerEcho(trace, connection)
        case .order(let order): await answer(order, connection)
        case .answer, .echoAnswer, nil: misfits.increment()
        }
    }

    /// A server that hangs does so for everybody who asks.
    private func answerEcho(_ trace: UInt64, _ connection: any FrameConnection) async {
        if let fault = faults.fault(of: server), fault.share == 100 {
            switch fault.mode {
            case .hung: return
            case .resetting: return connection.reset()
            case .slow: try? await Task.sleep(for: .milliseconds(fault.milliseconds))
            case .wrong, .malfunction: break
            }
        }
        send(.echoAnswer(trace: trace), connection)
    }

    private func answer(_ order: ProviderOrder, _ connection: any FrameConnection) async {
        let fault = faults.fault(of: server).flatMap { $0.hits(order.id.rawValue) ? $0 : nil }
        if let fault {
            switch fault.mode {
            case .slow: try? await Task.sleep(for: .milliseconds(fault.milliseconds))
            case .malfunction: return say(ProviderAnswer(to: order, code: .malfunction), order, connection)
            case .hung, .resetting:
                if fault.isDone { _ = await decide(order) }
                if fault.mode == .resetting { connection.reset() }
                return
            case .wrong: break
            }
        }
        guard let answer = await decide(order) else { return }
        guard fault?.mode == .wrong else { return say(answer, order, connection) }
        let other = ProviderOrder(
            id: order.id, kind: order.kind,
            amount: Money(order.amount.minor == 1 ? 2 : order.amount.minor - 1, order.amount.currency),
            channel: order.channel, merchant: order.merchant)
        say(ProviderAnswer(to: other, code: answer.code, approval: answer.approval), order, connection)
    }

    /// Nil when nobody can say whether it was done: then nothing is answered, and whoever asked undoes it.
    private func decide(_ order: ProviderOrder) async -> ProviderAnswer? {
        do throws(LedgerError) {
            return try await desk.perform(order)
        } catch {
            switch error.code {
            case .refused, .full, .schema, .operationConflict: return ProviderAnswer(to: order, code: .malfunction)
            case .unavailable, .corrupt, .closed, .failed: return nil
            }
        }
    }

    private func say(_ answer: ProviderAnswer, _ order: ProviderOrder, _ connection: any FrameConnection) {
        orders.labelled(server, order.channel.rawValue, answer.code.description).increment()
        send(.answer(answer), connection)
    }

    private func send(_ message: ProviderMessage, _ connection: any FrameConnection) {
        guard let bytes = try? message.bytes(trace: 0, at: now()) else { return misfits.increment() }
        connection.send(bytes)
    }
}
