import Bytes
import JournalContract
import Testing
import Vocabulary

@testable import Vantages

@Suite struct WireTests {
    static let key = SigningKey(seed: [UInt8](0..<32))

    @Test func `a request is read as it was written, and its signature is right for its own key alone`() throws {
        let key = try #require(Self.key)
        let request = AgentRequest(
            .deliver, AgentName(checked: "paris"), at: Instant(seconds: 1_700_000_000), [1, 2, 3], key: key)
        let read = try AgentRequest(reading: request.bytes)
        #expect(read == request && read.isSigned(by: key.verifier))
        let other = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        #expect(!read.isSigned(by: other.verifier))
    }

    @Test func `a signature is for the kind, the name, the stamp and every byte of the payload`() throws {
        let key = try #require(Self.key)
        let request = AgentRequest(
            .deliver, AgentName(checked: "paris"), at: Instant(seconds: 1_700_000_000), [UInt8](0..<50), key: key)
        for place in request.bytes.indices {
            var bytes = request.bytes
            bytes[place] ^= 1
            guard let read = try? AgentRequest(reading: bytes) else { continue }
            #expect(!read.isSigned(by: key.verifier), "byte \(place)")
        }
    }

    @Test func `what was signed for something else is no request`() throws {
        let key = try #require(Self.key)
        let request = AgentRequest(.poll, AgentName(checked: "paris"), at: Instant(seconds: 1), [], key: key)
        let unsigned = Array(request.bytes.dropLast(64))
        let forged = try AgentRequest(reading: unsigned + key.sign(unsigned))
        #expect(!forged.isSigned(by: key.verifier))
    }

    @Test func `numbers have one form`() throws {
        for value in [0, 1, 127, 128, 300, 1 << 32, UInt64.max] {
            var writer = WireWriter()
            writer.number(value)
            var reader = WireReader(writer.bytes)
            #expect(try reader.number() == value)
            #expect(reader.isAtEnd)
        }
        for value in [0, -1, 1, Int64.min, Int64.max] {
            var writer = WireWriter()
            writer.signed(value)
            var reader = WireReader(writer.bytes)
            #expect(try reader.signed() == value)
        }
        for wrong in [[0x80], [0x80, 0x00], [UInt8](repeating: 0xff, count: 10), [UInt8](repeating: 0xff, count: 11)] {
            #expect(throws: WireFault.self) {
                var reader = WireReader(wrong)
                _ = try reader.number()
            }
        }
    }

    @Test func `every kind of answer is read as it was written`() throws {
        let outcomes: [AgentAnswer.Outcome] = [
            .enrolled(AgentName(checked: "paris"), kept: 7), .kept(through: 12), .refused(.numberUsed),
            .told(kept: 3, plan: nil, orders: []),
            .told(kept: 0, plan: AgentAnswer.Plan([1, 2]), orders: [AgentAnswer.Order(number: 9, body: [0, 255])]),
        ]
        for outcome in outcomes {
            let answer = AgentAnswer(
                at: Instant(microseconds: 1_700_000_000_123_456), held: TimeSpan(microseconds: 42), outcome)
            #expect(try AgentAnswer(reading: answer.bytes) == answer)
        }
    }

    /// The same seed damages the same way.
    @Test(arguments: [UInt64(1), 2, 3])
    func `damaged bytes are refused or mean something, and are written the same again`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let key = try #require(Self.key)
        var read = 0
        for _ in 0..<4_000 {
            var bytes = Samples.request(&random, key: key)
            Samples.damage(&bytes, &random)
            guard let request = try? AgentRequest(reading: bytes) else { continue }
            read += 1
            #expect(request.bytes == bytes)
            if let poll = try? Poll(reading: request.payload) { #expect(poll.bytes == request.payload) }
            if let enrolment = try? Enrolment(reading: request.payload) { #expect(enrolment.bytes == request.payload) }
            if let delivery = try? Delivery(reading: request.payload) {
                #expect(delivery.bytes == request.payload)
                if let content = try? BatchContent(reading: delivery.content) {
                    #expect(content.bytes == delivery.content)
                    // Times of strangers are calculated with: nothing of it may overflow.
                    let timing = ResultTiming(content, stampedOffset: nil, now: Instant(seconds: 1_700_000_000))
                    _ = timing.use(of: timing.corrected(content.sealedAt))
                }
            }
            _ = ServerEnd.refusal(of: request, key: key.verifier, now: Instant(seconds: 1_700_000_000))
        }
        #expect(read > 100)
    }

    @Test(arguments: [UInt64(4), 5]) func `damaged answers are refused or mean something`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let answer = AgentAnswer(
            at: Instant(seconds: 1_700_000_000), held: .zero,
            .told(kept: 3, plan: AgentAnswer.Plan([1, 2]), orders: [AgentAnswer.Order(number: 9, body: [0, 255])]))
        var estimate = ClockEstimate()
        var read = 0
        for _ in 0..<4_000 {
            var bytes = answer.bytes
            Samples.damage(&bytes, &random)
            guard let answer = try? AgentAnswer(reading: bytes) else { continue }
            read += 1
            #expect(try AgentAnswer(reading: answer.bytes) == answer)
            estimate.take(answer, sent: Instant(seconds: 1), received: Instant(seconds: 2))
        }
        #expect(read > 50)
    }
}

extension SeededRandom {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }
}

enum Samples {
    static func request(_ random: inout SeededRandom, key: SigningKey) -> [UInt8] {
        let content = BatchContent(
            sealedAt: Instant(seconds: 1_700_000_000), offset: random.happens(50) ? .seconds(3) : nil,
            dropped: random.below(300), items: (0..<random.below(5)).map { [UInt8(truncatingIfNeeded: $0), 7] })
        let payload: [UInt8]
        let kind = AgentRequest.Kind.allCases[random.below(3)]
        switch kind {
        case .enrol: payload = Enrolment(code: [UInt8](0..<20), key: key.verifier).bytes
        case .poll:
            payload =
                Poll(
                    plan: [UInt8](repeating: 1, count: 32), order: 5, mayWait: true,
                    health: AgentHealth(
                        version: "1.2", offset: -5, offsetError: 1, waiting: 2, waitingBytes: 900, dropped: 1)
                ).bytes
        case .deliver: payload = Delivery(number: Int64(random.below(1_000) + 1), content: content.bytes).bytes
        }
        return AgentRequest(
            kind, AgentName(checked: "paris"), at: Instant(seconds: 1_700_000_000), payload, key: key
        ).bytes
    }

    static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        for _ in 0..<random.below(4) {
            guard !bytes.isEmpty else { return }
            switch random.below(5) {
            case 0: bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            case 2: bytes.removeLast(random.below(bytes.count))
            case 3: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.below(bytes.count))
            default: bytes.remove(at: random.below(bytes.count))
            }
        }
    }
}
