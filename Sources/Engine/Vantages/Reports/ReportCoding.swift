internal import Judging
package import Lookout
internal import Series
package import Vocabulary

/// What a vantage says, as the bytes of one item of a batch. Each report has one form, and what has another is refused.
package enum ReportCoding {
    private static let targetBytesMost = 200
    private static let wordsBytesMost = 4 * VantageResult.wordsMost
    private static let phases: [Sample.Phase] = Sample.Phase.allCases

    package static func bytes(_ report: VantageReport) -> [UInt8] {
        var writer = WireWriter()
        switch report {
        case .result(let result):
            writer.byte(1)
            writer.text(result.target)
            writer.number(result.number)
            write(result.purpose, to: &writer)
            writer.signed(result.began.microseconds)
            writer.byte(result.outcome.kind.rawValue)
            writer.byte(result.outcome.stage.rawValue)
            writer.number(UInt64(result.outcome.code))
            writer.number(UInt64(max(0, result.total.microseconds)))
            let known = phases.filter { result.phases[$0] != nil }
            writer.byte(known.reduce(0) { $0 | 1 << UInt8($1.rawValue) })
            for phase in known { writer.number(UInt64(max(0, (result.phases[phase] ?? .zero).microseconds))) }
            writer.text(result.words)
        case .late(let target, let number, let purpose, let began):
            writer.byte(2)
            writer.text(target)
            writer.number(number)
            write(purpose, to: &writer)
            writer.signed(began.microseconds)
        case .anchor(let place, let at, let isGood):
            writer.byte(3)
            writer.number(UInt64(max(0, place)))
            writer.signed(at.microseconds)
            writer.byte(isGood ? 1 : 0)
        }
        return writer.bytes
    }

    package static func report(_ bytes: [UInt8]) throws(WireFault) -> VantageReport {
        var reader = WireReader(bytes)
        let report: VantageReport
        switch try reader.byte() {
        case 1: report = .result(try result(&reader))
        case 2:
            report = .late(
                target: try target(&reader), number: try reader.number(), purpose: try purpose(&reader),
                began: Instant(microseconds: try reader.microseconds()))
        case 3:
            report = .anchor(
                try reader.number(most: 10_000), at: Instant(microseconds: try reader.microseconds()),
                isGood: try reader.flag())
        default: throw WireFault("this kind of report is not known")
        }
        try reader.end()
        return report
    }

    private static func result(_ reader: inout WireReader) throws(WireFault) -> VantageResult {
        let target = try target(&reader)
        let number = try reader.number()
        let purpose = try purpose(&reader)
        let began = Instant(microseconds: try reader.microseconds())
        guard let kind = SampleOutcome.Kind(rawValue: try reader.byte()),
            let stage = SampleOutcome.Stage(rawValue: try reader.byte())
        else { throw WireFault("this outcome is not known") }
        let code = UInt16(try reader.number(most: Int(UInt16.max)))
        let total = TimeSpan(microseconds: Int64(try reader.number(most: 1 << 40)))
        let mask = try reader.byte()
        guard mask < 1 << UInt8(phases.count) else { throw WireFault("a phase is not known") }
        var spans: [Sample.Phase: TimeSpan] = [:]
        for phase in phases where mask & 1 << UInt8(phase.rawValue) != 0 {
            spans[phase] = TimeSpan(microseconds: Int64(try reader.number(most: 1 << 40)))
        }
        let words = try reader.text(most: wordsBytesMost)
        guard words.count <= VantageResult.wordsMost else { throw WireFault("the words are too long") }
        return VantageResult(
            target: target, number: number, purpose: purpose, began: began,
            outcome: SampleOutcome(kind, at: stage, code: code), total: total, phases: spans, words: words)
    }

    private static func target(_ reader: inout WireReader) throws(WireFault) -> String {
        try reader.text(most: targetBytesMost)
    }

    private static func write(_ purpose: Purpose, to writer: inout WireWriter) {
        switch purpose {
        case .scheduled: writer.byte(0)
        case .burst(let number):
            writer.byte(1)
            writer.number(UInt64(max(0, number)))
        case .extra: writer.byte(2)
        }
    }

    private static func purpose(_ reader: inout WireReader) throws(WireFault) -> Purpose {
        switch try reader.byte() {
        case 0: .scheduled
        case 1: .burst(try reader.number(most: 1 << 50))
        case 2: .extra
        default: throw WireFault("this purpose is not known")
        }
    }

    // MARK: Orders

    package static func bytes(_ order: VantageOrder) -> [UInt8] {
        var writer = WireWriter()
        switch order {
        case .burst(let target, let number, let count, let notBefore, let deadline):
            writer.byte(1)
            writer.text(target)
            writer.number(UInt64(max(0, number)))
            writer.number(UInt64(max(0, count)))
            writer.signed(notBefore.microseconds)
            writer.signed(deadline.microseconds)
        case .raise(let target, let perSecond, let until):
            writer.byte(2)
            writer.text(target)
            writer.number(UInt64(max(0, perSecond)))
            writer.signed(until.microseconds)
        case .ask(let targets):
            writer.byte(3)
            writer.number(UInt64(targets.count))
            for target in targets { writer.text(target) }
        }
        return writer.bytes
    }

    /// The server's instants become the agent's: `offset` is the server's clock less the agent's.
    package static func order(_ bytes: [UInt8], offset: TimeSpan = .zero) throws(WireFault) -> VantageOrder {
        func own(_ microseconds: Int64) -> Instant { Instant(microseconds: microseconds) - offset }
        var reader = WireReader(bytes)
        let order: VantageOrder
        switch try reader.byte() {
        case 1:
            order = .burst(
                target: try target(&reader), number: try reader.number(most: 1 << 50),
                count: try reader.number(most: 1_000), notBefore: own(try reader.microseconds()),
                deadline: own(try reader.microseconds()))
        case 2:
            order = .raise(
                target: try target(&reader), perSecond: try reader.number(most: 1_000),
                until: own(try reader.microseconds()))
        case 3:
            let count = try reader.number(most: 10_000)
            guard count <= reader.count else { throw WireFault("the bytes end too early") }
            var targets: [String] = []
            for _ in 0..<count { targets.append(try target(&reader)) }
            order = .ask(targets: targets)
        default: throw WireFault("this order is not known")
        }
        try reader.end()
        return order
    }
}

extension VantageReport {
    /// Something that is to be known at once.
    package var isUrgent: Bool {
        switch self {
        case .result(let result):
            if case .scheduled = result.purpose { !result.outcome.kind.isAnswered } else { true }
        case .late: true
        case .anchor(_, _, let isGood): !isGood
        }
    }

    /// When it began, by whoever says it.
    package var began: Instant {
        switch self {
        case .result(let result): result.began
        case .late(_, _, _, let began): began
        case .anchor(_, let at, _): at
        }
    }

    /// The same by another clock.
    package func moved(by offset: TimeSpan) -> VantageReport {
        switch self {
        case .result(var result):
            result.began = result.began + offset
            return .result(result)
        case .late(let target, let number, let purpose, let began):
            return .late(target: target, number: number, purpose: purpose, began: began + offset)
        case .anchor(let place, let at, let isGood): return .anchor(place, at: at + offset, isGood: isGood)
        }
    }
}
