internal import CMachine

/// Random bytes from the kernel's generator.
package enum Entropy {
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let outcome = unsafe bytes.withUnsafeMutableBytes { area -> Int32 in
            guard let start = area.baseAddress else { return 0 }
            return unsafe cmachine_random(start, area.count)
        }
        // The kernel refuses only before it is seeded at boot or for a bad address: there is nothing to go on with.
        precondition(outcome == 0, "getrandom failed with \(outcome)")
        return bytes
    }

    package static func number() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
