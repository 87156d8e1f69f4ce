internal import CLI
internal import Glibc
internal import JSON
internal import Ledger
internal import Machine
internal import Synchronization
internal import Traffic
internal import Vocabulary

/// `vigie pay` and `vigie traffic`.
enum PaymentRun {
    // MARK: One payment

    static func pay(_ command: PayCommand, on console: Console) async throws(ProgramFailure) -> ExitCode {
        guard let channel = Channel(rawValue: command.channel), let currency = Currency(command.currency) else {
            throw .other(message: "there is no channel \(command.channel)", hint: nil, code: .usage)
        }
        let clients = try PaymentClients(
            command.places, channels: [command.channel], way: command.way.map { .named($0) } ?? .plain)
        guard let client = clients.clients.first(where: { $0.channel == channel }) else {
            throw .other(message: "nothing here speaks \(command.channel)", hint: nil, code: .fault)
        }
        let arrival = ArrivalPlan.Arrival(
            // What ends in 0 is paid in the channel's plainest way.
            after: .zero, number: Int(ServeLog.now().seconds % 9_000) * 10, channel: channel, place: 0,
            amount: Money(command.minorUnits, currency), isPoor: command.isPoor)
        let began = SystemClock.monotonicMicroseconds()
        let steps = Mutex<[(PaymentStep, Int64)]>([])
        let report = await client.pay(arrival) { step in
            let after = SystemClock.monotonicMicroseconds() - began
            steps.withLock { $0.append((step, after)) }
            for line in lines(step, after: after) { console.line(line) }
        }
        let length = SystemClock.monotonicMicroseconds() - began
        await clients.end()
        console.line("")
        console.line(verdict(report))
        let told = steps.withLock { $0 }
        console.answer(
            .object([
                "channel": .string(command.channel), "fate": .string(report.fate.rawValue),
                "reason": JSONValue(report.reason), "reference": JSONValue(report.reference),
                "wasUnknown": .bool(report.wasUnknown), "milliseconds": .integer(length / 1_000),
                "steps": .array(
                    told.map { step, after in
                        .object([
                            "kind": .string(step.kind.rawValue), "text": .string(step.text),
                            "details": .array(step.details.map { .string($0) }), "afterMicroseconds": .integer(after),
                        ])
                    }),
            ]))
        return report.fate.isServed ? .success : .unavailable
    }

    private static func lines(_ step: PaymentStep, after: Int64) -> [String] {
        let mark =
            switch step.kind {
            case .asked: "->"
            case .heard: "<-"
            case .missed: "!!"
            case .decided: "=="
            }
        let time = "\(after / 1_000).\(after % 1_000 / 100) ms"
        let lead = String(repeating: " ", count: max(0, 10 - time.count)) + time
        return ["\(lead)  \(mark) \(step.text)"] + step.details.map { "               \($0)" }
    }

    private static func verdict(_ report: PaymentReport) -> String {
        let reason = report.reason.map { ": \($0)" } ?? ""
        return switch report.fate {
        case .approved: "Approved."
        case .refused: "Refused\(reason). The channel works; the issuer or the payer said no."
        case .failed: "Failed\(reason). Nobody is charged."
        case .reversed: "Reversed\(reason). It may have been charged, and was undone."
        case .voided: "Voided\(reason). The shop let it go before any money moved; nobody is charged."
        case .unknown: "Unknown\(reason). Nobody has said what became of it; look at the ledger."
        }
    }

    // MARK: Many

    static func traffic(
        _ command: TrafficCommand, on console: Console, signals: SignalRelay
    ) async throws(ProgramFailure) -> ExitCode {
        let mix = try mix(command.mix, only: command.channels)
        guard let currency = Currency("EUR") else { preconditionFailure("a currency") }
        let record = try command.record.map { path throws(ProgramFailure) in try PaymentRecord(path) }
        let clients = try PaymentClients(command.to, channels: Set(mix.weights.map(\.channel.rawValue)))
        let run = TrafficRun(
            clients: clients.clients, now: { Instant(microseconds: SystemClock.monotonicMicroseconds()) },
            sleep: { try? await Task.sleep(for: .microseconds($0.microseconds)) })
        let plan = TrafficRun.Plan(
            arrivals: ArrivalPlan(
                seed: command.seed, rate: Double(command.rate), mix: mix, places: command.places, currency: currency),
            length: .seconds(Int64(command.seconds)), underWayMost: 20_000)
        let listening = Task {
            for await _ in signals.listen() { run.stop() }
        }
        let showing = Task { await show(run, of: plan.length, on: console) }
        let begun = Atomic<Int>(0)
        let tally = await run.play(plan) { arrival, report in
            begun.add(1, ordering: .relaxed)
            record?.write(arrival, report, at: ServeLog.now())
        }
        listening.cancel()
        showing.cancel()
        await showing.value
        let untaken = await clients.closeDay()
        let late = clients.late.count
        await clients.end()
        for line in TrafficScreen.report(tally, begun: begun.load(ordering: .relaxed)) { console.line(line) }
        if late > 0 { console.line("\(late) answers came too late, and were ignored.") }
        if untaken > 0 { console.line("\(untaken) approved payments are in batches that nobody has taken.") }
        console.answer(document(tally, late: late, untaken: untaken))
        if let problem = record?.problem {
            throw .other(message: "the record is incomplete: \(problem)", hint: nil, code: .inputOutput)
        }
        return tally.total.count(of: .unknown) == 0 && untaken == 0 ? .success : .unavailable
    }

    private static func mix(_ text: String?, only channels: [String]?) throws(ProgramFailure) -> TrafficMix {
        // Of the usual mix, the channels that are spoken here.
        let spoken = channels ?? Array(PaymentPlaces.usualPorts.keys)
        let usual = TrafficMix.usual.weights.filter { spoken.contains($0.channel.rawValue) }
            .map { "\($0.channel.rawValue)=\($0.weight)" }.joined(separator: ",")
        do throws(TrafficMix.Refusal) {
            return try TrafficMix(text ?? usual)
        } catch {
            throw .other(message: error.description, hint: "vigie help traffic", code: .usage)
        }
    }

    /// Draws the tally over itself until it is cancelled; only where somebody looks.
    private static func show(_ run: TrafficRun, of length: TimeSpan, on console: Console) async {
        guard console.style.isTerminal, !console.style.isJSON else { return }
        let began = SystemClock.monotonicMicroseconds()
        var drawn = 0
        while !Task.isCancelled {
            let after = TimeSpan(microseconds: SystemClock.monotonicMicroseconds() - began)
            let lines = TrafficScreen.lines(run.tally, after: after, of: length)
            if drawn > 0 { console.text("\u{1B}[\(drawn)A") }
            for line in lines { console.text("\u{1B}[2K\(line)\n") }
            drawn = lines.count
            try? await Task.sleep(for: .milliseconds(500))
        }
        if drawn > 0 { console.text("\u{1B}[\(drawn)A\u{1B}[J") }
    }

    private static func document(_ tally: TrafficTally, late: Int, untaken: Int) -> JSONValue {
        var channels = JSONObject()
        for channel in TrafficMix.channels {
            channels[channel.rawValue] = tally.lines[channel].map(document)
        }
        return [
            "channels": .object(channels), "all": document(tally.total), "lateAnswers": .integer(Int64(late)),
            "untaken": .integer(Int64(untaken)),
        ]
    }

    private static func document(_ line: TrafficTally.Line) -> JSONValue {
        var fates = JSONObject()
        for fate in PaymentFate.allCases { fates[fate.rawValue] = .integer(Int64(line.count(of: fate))) }
        var reasons = JSONObject()
        for (reason, count) in line.reasons.sorted(by: { $0.key < $1.key }) { reasons[reason] = .integer(Int64(count)) }
        return [
            "fates": .object(fates), "reasons": .object(reasons), "resolved": .integer(Int64(line.resolved)),
            "p50Milliseconds": line.milliseconds(at: 0.5).map { .integer(Int64($0)) } ?? .null,
            "p99Milliseconds": line.milliseconds(at: 0.99).map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

/// A line of JSON for each payment, in a file that must not exist yet.
private final class PaymentRecord: Sendable {
    private let descriptor: Int32
    private let failure = Mutex<String?>(nil)
    private let path: String

    var problem: String? { failure.withLock { $0 } }

    init(_ path: String) throws(ProgramFailure) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let error = errno
            throw .other(
                message: unsafe "\(path): \(String(cString: strerror(error)))",
                hint: error == EEXIST ? "name a file that is not there yet" : nil,
                code: error == EEXIST ? .cannotCreate : .inputOutput)
        }
    }

    deinit { close(descriptor) }

    func write(_ arrival: ArrivalPlan.Arrival, _ report: PaymentReport, at instant: Instant) {
        let line = JSONValue.object([
            "number": .integer(Int64(arrival.number)), "channel": .string(arrival.channel.rawValue),
            "place": .integer(Int64(arrival.place)), "amount": .integer(arrival.amount.minor),
            "currency": .string(arrival.amount.currency.code), "fate": .string(report.fate.rawValue),
            "reason": JSONValue(report.reason), "reference": JSONValue(report.reference),
            "wasUnknown": .bool(report.wasUnknown), "endedAt": .string(instant.rfc3339),
        ])
        if !Files.write(JSONWriter.compact(line) + [UInt8(ascii: "\n")], to: descriptor) {
            failure.withLock { $0 = $0 ?? "\(path) can't be written" }
        }
    }
}
