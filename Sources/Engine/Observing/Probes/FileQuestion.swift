package import Vocabulary

/// Look at a file of this machine.
package struct FileQuestion: Sendable, Hashable {
    package var path: String
    /// Since it was last written; nil: any.
    package var ageMost: TimeSpan?
    package var sizes: ClosedRange<Int64>
    /// No permission besides these (`0o640`); nil: any.
    package var permissionsMost: UInt32?
    /// The number of the user whose file it is; nil: anybody.
    package var owner: UInt32?
    /// It must not be there.
    package var isToBeAbsent: Bool
    /// What must be in it, which is then at most 16 MiB; nil: anything.
    package var contains: [UInt8]?

    package init(
        _ path: String, contains: [UInt8]? = nil, ageMost: TimeSpan? = nil, sizes: ClosedRange<Int64> = 0...Int64.max,
        permissionsMost: UInt32? = nil, owner: UInt32? = nil, isToBeAbsent: Bool = false
    ) {
        self.path = path
        self.contains = contains
        self.ageMost = ageMost
        self.sizes = sizes
        self.permissionsMost = permissionsMost
        self.owner = owner
        self.isToBeAbsent = isToBeAbsent
    }
}

/// Look at certificates of this machine, as a server would show them: its own first, then those above it.
package struct CertificateQuestion: Sendable, Hashable {
    package var path: String
    /// Its key must belong to the first certificate; nil: not looked at.
    package var keyPath: String?
    /// For which the first certificate must be; none: any.
    package var names: [String]
    /// Whose signature they must lead to; nil: not looked at.
    package var trust: TLSTerms.Trust?
    /// For how long from now on every certificate must still hold.
    package var validFor: TimeSpan

    package init(
        _ path: String, keyPath: String? = nil, names: [String] = [], trust: TLSTerms.Trust? = nil,
        validFor: TimeSpan = .days(14)
    ) {
        self.path = path
        self.keyPath = keyPath
        self.names = names
        self.trust = trust
        self.validFor = validFor
    }
}
