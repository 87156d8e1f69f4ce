import Testing
import Vocabulary

@testable import Series

@Suite struct SizeTests {
    static let models: [(name: String, model: ProbeModel, most: Double)] = [
        ("HTTPS over the internet, four phases, 8 % spread", ProbeModel(), 2),
        (
            "TCP in a data centre, one phase, 15 % spread",
            ProbeModel(phases: [(.connect, 350)], spread: 0.15), 1.5
        ),
        ("DNS, one phase, 20 % spread", ProbeModel(phases: [(.wait, 1_400)], spread: 0.2), 1.5),
        (
            "TLS, two phases, 10 % spread, 2 % failures",
            ProbeModel(phases: [(.connect, 600), (.secure, 2_100)], spread: 0.1, failureShare: 0.02), 2
        ),
        (
            "HTTPS on loopback, four phases, 25 % spread",
            ProbeModel(phases: [(.connect, 90), (.secure, 1_500), (.wait, 400), (.receive, 40)], spread: 0.25), 2.6
        ),
        ("HTTPS, starts jittered by 5 % of the period", ProbeModel(delayMost: 50_000), 2.6),
    ]

    @Test(arguments: models.indices)
    func `an hour of probes at one a second takes about two bytes a sample`(place: Int) throws {
        let (name, model, most) = Self.models[place]
        var random = SeededRandom(seed: UInt64(place) + 20)
        let samples = model.samples(3_600, &random)
        let bytes = try SampleChunk(samples).encoded()
        let each = Double(bytes.count) / 3_600
        print("series size: \(name): \(each) bytes a sample")
        #expect(each <= most)
        #expect(try SampleChunk(encoded: bytes).samples == samples.sorted())
    }

    @Test func `rollups of minutes and hours take less than the samples`() throws {
        var random = SeededRandom(seed: 5)
        let samples = ProbeModel().samples(64 * 60, from: Instant(seconds: 1_790_000_000 / 3_840 * 3_840), &random)
        for level in [RollupLevel.minute, .hour] {
            var blocks: [Int64: RollupBlock] = [:]
            for sample in samples {
                let number = RollupBlock.number(level, of: sample.milliseconds)
                blocks[number, default: RollupBlock(level, number: number)].add(sample)
            }
            let bytes = blocks.values.reduce(0) { $0 + $1.encoded().count }
            print("series size: rollups of each \(level): \(Double(bytes) / Double(samples.count)) bytes a sample")
            #expect(bytes < samples.count * 3 / 2)
        }
    }
}
