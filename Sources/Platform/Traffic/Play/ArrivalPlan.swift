package import Ledger
package import Vocabulary

/// Who pays when: customers come by themselves and know nothing of each other, so the pauses between them are exponential. The same
/// seed gives the same customers.
package struct ArrivalPlan: Sendable {
    /// One customer.
    package struct Arrival: Sendable, Hashable {
        /// After the start.
        package let after: TimeSpan
        /// 0, 1, 2…
        package let number: Int
        package let channel: Channel
        /// Which of the channel's shops or terminals it comes to: 0 and up.
        package let place: Int
        package let amount: Money
        /// Its card has not enough funds: the issuer says no.
        package let isPoor: Bool

        package init(
            after: TimeSpan, number: Int, channel: Channel, place: Int, amount: Money, isPoor: Bool = false
        ) {
            self.isPoor = isPoor
            self.after = after
            self.number = number
            self.channel = channel
            self.place = place
            self.amount = amount
        }
    }

    private let rate: Double
    private let mix: TrafficMix
    private let places: Int
    private let currency: Currency
    private var random: SeededGenerator
    private var number = 0
    private var clock = 0.0

    /// `rate` is payments a second, `places` the shops or terminals of each channel.
    package init(seed: UInt64, rate: Double, mix: TrafficMix, places: Int, currency: Currency) {
        precondition(rate > 0 && rate.isFinite && places > 0, "somebody comes somewhere")
        self.rate = rate
        self.mix = mix
        self.places = places
        self.currency = currency
        random = SeededGenerator(seed: seed)
    }

    package mutating func next() -> Arrival {
        clock += Self.pause(rate, &random)
        let channel = mix.channel(using: &random)
        let arrival = Arrival(
            after: TimeSpan(microseconds: Int64(clock * 1_000_000)), number: number, channel: channel,
            place: Int.random(in: 0..<places, using: &random), amount: Money(amount(), currency),
            isPoor: Int.random(in: 0..<Self.poorOneIn, using: &random) == 0)
        number += 1
        return arrival
    }

    /// An exponential pause by counting halvings and one uniform step, without the mathematics library: the sum of the
    /// halvings' pauses and what is left is drawn by von Neumann's comparison of uniform numbers, which is exact.
    private static func pause(_ rate: Double, _ random: inout SeededGenerator) -> Double {
        var whole = 0.0
        while true {
            let first = Double.random(in: 0..<1, using: &random)
            var (last, length) = (first, 1)
            while true {
                let next = Double.random(in: 0..<1, using: &random)
                if next >= last { break }
                last = next
                length += 1
            }
            if length % 2 == 1 { return (whole + first) / rate }
            whole += 1
        }
    }

    /// Cards are refused about as often as real ones in a shop.
    private static let poorOneIn = 50

    /// Small amounts are common, large ones are not; most end in 0, 5 or 9.
    private mutating func amount() -> Int64 {
        let scale: Int64 = [5, 10, 10, 20, 20, 50, 100, 400].randomElement(using: &random) ?? 10
        let whole = Int64.random(in: 1...scale, using: &random)
        let cents: Int64 = [0, 0, 50, 90, 95, 99].randomElement(using: &random) ?? 0
        return whole * 100 + cents
    }
}

/// Numbers by a seed (SplitMix64), so that what was played can be played again.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
