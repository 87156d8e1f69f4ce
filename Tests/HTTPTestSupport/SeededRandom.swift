/// A small generator whose runs can be repeated.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &self) }

    /// Changes, inserts, removes or repeats some bytes.
    package mutating func mutate(_ bytes: inout [UInt8]) {
        let interesting: [UInt8] = [0, 9, 10, 13, 32, 35, 37, 44, 47, 48, 57, 58, 59, 127, 128, 255]
        guard !bytes.isEmpty else { return }
        let place = below(bytes.count)
        switch below(6) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
        case 1: bytes[place] = interesting[below(interesting.count)]
        case 2: bytes.insert(interesting[below(interesting.count)], at: place)
        case 3: bytes.remove(at: place)
        case 4: bytes[place] ^= 1 << UInt8(below(8))
        default:
            let end = min(bytes.count, place + below(40))
            bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
        }
    }
}
