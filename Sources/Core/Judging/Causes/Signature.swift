package import Vocabulary

/// What a cause looked like, so that it is known again: the broken parts by name, how far probes came, with which codes.
package struct Signature: Sendable, Hashable, CustomStringConvertible {
    package static let codesMost = 5

    package let parts: [String]
    package let stage: Stage?
    package let codes: [String]

    package init(parts: [String], stage: Stage?, codes: [String]) {
        self.parts = parts.sorted()
        self.stage = stage
        self.codes = Array(Set(codes).sorted().prefix(Self.codesMost))
    }

    /// The same on every machine and in every version: FNV-1a over the fields, each ended by a zero.
    package var hash: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for field in parts + [stage?.rawValue ?? ""] + codes {
            for byte in field.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = hash &* 0x100_0000_01b3
        }
        return hash
    }

    package var description: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// The same parts at the same stage, with other codes.
    package func resembles(_ other: Signature) -> Bool { parts == other.parts && stage == other.stage }
}

/// The earlier case that one looks like.
package struct Recurrence: Sendable, Hashable {
    package var number: CaseNumber
    /// What people call it, such as TSR-2641.
    package var reference: String?
    /// From the earlier start to this one.
    package var ago: TimeSpan
    /// The codes are the same too.
    package var isExact: Bool

    package init(number: CaseNumber, reference: String?, ago: TimeSpan, isExact: Bool) {
        self.number = number
        self.reference = reference
        self.ago = ago
        self.isExact = isExact
    }

    /// `same as TSR-2641, 4 h 31 min ago`
    package var text: String {
        let minutes = ago.roundedMinutes
        let name = reference ?? "case \(number.value)"
        let span: String
        switch minutes {
        case ..<60: span = "\(minutes) min"
        case ..<2_880: span = minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
        default: span = "\(minutes / 1_440) d"
        }
        return (isExact ? "same as " : "much like ") + name + ", \(span) ago"
    }
}
