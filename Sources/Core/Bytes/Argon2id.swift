internal import CArgon2

/// Argon2id (RFC 9106): a digest of a password that costs whoever guesses memory and time.
package enum Argon2id {
    /// What one digest costs.
    package struct Cost: Sendable, Hashable {
        /// Memory in KiB.
        package var memory: UInt32
        /// How often the memory is gone over.
        package var passes: UInt32
        package var lanes: UInt32

        package init(memory: UInt32, passes: UInt32, lanes: UInt32 = 1) {
            self.memory = memory
            self.passes = passes
            self.lanes = lanes
        }

        /// What this program is willing to do for one guess; a stored cost beyond it is damaged, or an attack.
        package var isBearable: Bool {
            (1...8).contains(lanes) && (8 * lanes...262_144).contains(memory) && (1...16).contains(passes)
        }
    }

    package static let digestCount = 32
    package static let saltCount = 16

    /// Takes tens of milliseconds and blocks: for a thread that may. Nil without memory, or when the cost is not bearable
    /// or the salt is too short.
    package static func digest(of password: [UInt8], salt: [UInt8], cost: Cost) -> [UInt8]? {
        guard cost.isBearable, (8...64).contains(salt.count) else { return nil }
        var result = [UInt8](repeating: 0, count: digestCount)
        // All pointers are valid for the counts given, for the time of the call.
        let outcome = unsafe argon2id_hash_raw(
            cost.passes, cost.memory, cost.lanes, password, password.count, salt, salt.count, &result, result.count)
        return outcome == ARGON2_OK.rawValue ? result : nil
    }
}
