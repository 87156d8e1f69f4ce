/// Comparing what somebody guesses with what is right.
package enum ConstantTime {
    /// Takes the same time wherever the difference is. Only the counts can be told from how long it takes.
    package static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for place in left.indices { difference |= left[place] ^ right[place] }
        return difference == 0
    }

    package static func isSame(_ left: String, _ right: String) -> Bool { isSame(Array(left.utf8), Array(right.utf8)) }
}
