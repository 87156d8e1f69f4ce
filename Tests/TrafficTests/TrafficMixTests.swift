import Testing
import Vocabulary

@testable import Traffic

@Suite struct TrafficMixTests {
    @Test func `shares are read, and a channel without one takes 1`() throws {
        let mix = try TrafficMix("instore-cb2a=3,ecommerce,apm=0")
        #expect(mix.weights.map(\.channel) == [.ecommerce, .instoreCB2A])
        #expect(mix.weights.map(\.weight) == [1, 3])
    }

    @Test(arguments: [
        ("", "takes no payments"), ("dashboard=3", "takes no payments"), ("ecommerce=x", "is no share"),
        ("ecommerce=-1", "is no share"), ("ecommerce=99999", "is no share"), ("apm=1,apm=2", "twice"),
        ("apm=0", "no channel has a share"), ("apm=1,", "takes no payments"),
    ])
    func `what is no mix is refused with a reason`(text: String, reason: String) {
        let refusal = #expect(throws: TrafficMix.Refusal.self) { try TrafficMix(text) }
        #expect(refusal?.description.contains(reason) == true)
    }

    @Test func `payments are spread as the shares say`() throws {
        let mix = try TrafficMix("ecommerce=1,3ds=3,e-terminal=6")
        var random = SeededGenerator(seed: 7)
        var counts: [Channel: Int] = [:]
        for _ in 0..<10_000 { counts[mix.channel(using: &random), default: 0] += 1 }
        // Five deviations of a binomial count.
        #expect(abs(counts[.ecommerce, default: 0] - 1_000) < 150)
        #expect(abs(counts[.threeDS, default: 0] - 3_000) < 230)
        #expect(abs(counts[.eTerminal, default: 0] - 6_000) < 245)
    }
}
