/// Which results came already: the highest number, and which of the 64 below it. What is older is taken as heard.
package struct HeardNumbers: Sendable, Hashable {
    private var highest: UInt64 = 0
    private var seen: UInt64 = 0

    package init() {}

    /// False when it came before.
    package mutating func take(_ number: UInt64) -> Bool {
        if seen == 0 {
            highest = number
            seen = 1
            return true
        }
        if number > highest {
            let step = number - highest
            seen = step >= 64 ? 1 : seen << step | 1
            highest = number
            return true
        }
        let back = highest - number
        guard back < 64, seen & (1 << back) == 0 else { return false }
        seen |= 1 << back
        return true
    }
}
