internal import Vocabulary

/// Finds the few incidents with which a new one may be linked strongly, without looking at all.
struct LinkIndex: Sendable {
    private struct Bucket: Hashable {
        var key: String
        var slot: Int64
    }

    private var references: [String: Set<IncidentID>] = [:]
    private var families: [Bucket: Set<IncidentID>] = [:]

    private static let slot: TimeSpan = .hours(6)

    mutating func insert(_ traits: LinkTraits) {
        for key in traits.referenceKeys { references[key, default: []].insert(traits.incident) }
        for bucket in Self.buckets(traits) { families[bucket, default: []].insert(traits.incident) }
    }

    mutating func remove(_ traits: LinkTraits) {
        for key in traits.referenceKeys {
            references[key]?.remove(traits.incident)
            if references[key]?.isEmpty == true { references[key] = nil }
        }
        for bucket in Self.buckets(traits) {
            families[bucket]?.remove(traits.incident)
            if families[bucket]?.isEmpty == true { families[bucket] = nil }
        }
    }

    /// The incidents that carry a reference.
    func carriers(_ key: String) -> Set<IncidentID> { references[key] ?? [] }

    /// The references that more incidents carry than any ticket has.
    func worn(_ traits: LinkTraits) -> Set<String> {
        Set(traits.referenceKeys.filter { carriers($0).count > LinkRule.carriersMost })
    }

    /// `worn` are those of its references that link nobody.
    func candidates(_ traits: LinkTraits, worn: Set<String>) -> Set<IncidentID> {
        var found: Set<IncidentID> = []
        for key in traits.referenceKeys where !worn.contains(key) { found.formUnion(carriers(key)) }
        for bucket in Self.buckets(traits) { found.formUnion(families[bucket] ?? []) }
        found.remove(traits.incident)
        return found
    }

    /// The slots of six hours that a trait's reaches touch, the margin included.
    private static func buckets(_ traits: LinkTraits) -> Set<Bucket> {
        var buckets: Set<Bucket> = []
        for reach in traits.reaches {
            let from = TimeSlot.number(reach.start - LinkRule.margin, length: slot)
            let to = TimeSlot.number(reach.end + LinkRule.margin, length: slot)
            for number in from...max(from, to) { buckets.insert(Bucket(key: traits.familyKey, slot: number)) }
        }
        return buckets
    }
}

enum TimeSlot {
    static func number(_ instant: Instant, length: TimeSpan) -> Int64 {
        let quotient = instant.microseconds / length.microseconds
        return instant.microseconds % length.microseconds < 0 ? quotient - 1 : quotient
    }
}
