package import Vocabulary

/// How payments are spread over the channels.
package struct TrafficMix: Sendable, Hashable {
    /// The channels that take payments.
    package static let channels: [Channel] = [
        .ecommerce, .threeDS, .instoreCB2A, .instoreNexo, .alternative, .eTerminal,
    ]

    /// More in stores than online, as a mixed provider sees it.
    package static let usual = TrafficMix(
        known: [
            (.ecommerce, 25), (.threeDS, 15), (.instoreCB2A, 25), (.instoreNexo, 20), (.alternative, 10),
            (.eTerminal, 5),
        ])

    /// Channels with something in them, in the order of ``channels``.
    package let weights: [(channel: Channel, weight: Int)]
    private let total: Int

    private init(known weights: [(Channel, Int)]) {
        self.weights = weights.map { (channel: $0.0, weight: $0.1) }
        total = weights.reduce(0) { $0 + $1.1 }
    }

    package enum Refusal: Error, Hashable, CustomStringConvertible {
        case unreadable(String)
        case unknownChannel(String)
        case twice(Channel)
        case empty

        package var description: String {
            switch self {
            case .unreadable(let text): "'\(text)' is no share; write CHANNEL=SHARE, such as ecommerce=40"
            case .unknownChannel(let text):
                "'\(text)' takes no payments; channels are "
                    + TrafficMix.channels.map(\.rawValue).joined(separator: ", ")
            case .twice(let channel): "\(channel.rawValue) is there twice"
            case .empty: "no channel has a share"
            }
        }
    }

    /// Reads `ecommerce=40,instore-cb2a=60`; a channel without a share takes 1. Shares are 0 to 10,000.
    package init(_ text: String) throws(Refusal) {
        var shares: [Channel: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(sides[0])
            guard let channel = Channel(rawValue: name), Self.channels.contains(channel) else {
                throw .unknownChannel(name)
            }
            guard let share = sides.count == 1 ? 1 : Int(sides[1]), (0...10_000).contains(share) else {
                throw .unreadable(String(part))
            }
            guard shares.updateValue(share, forKey: channel) == nil else { throw .twice(channel) }
        }
        let known = Self.channels.compactMap { channel in
            shares[channel].flatMap { $0 > 0 ? (channel, $0) : nil }
        }
        guard !known.isEmpty else { throw .empty }
        self.init(known: known)
    }

    package func channel(using random: inout some RandomNumberGenerator) -> Channel {
        var left = Int.random(in: 0..<total, using: &random)
        for (channel, weight) in weights {
            left -= weight
            if left < 0 { return channel }
        }
        return weights[weights.count - 1].channel
    }

    package static func == (left: TrafficMix, right: TrafficMix) -> Bool {
        left.weights.elementsEqual(right.weights) { $0 == $1 }
    }
    package func hash(into hasher: inout Hasher) {
        for (channel, weight) in weights {
            hasher.combine(channel)
            hasher.combine(weight)
        }
    }
}
