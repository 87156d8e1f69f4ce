internal import Incidents
internal import Journal
internal import Vocabulary

/// Which incident has a reference: by its name, which is made of the reference it was declared with, or because it was given one
/// later.
struct ReferenceHolders {
    /// An organisation's latest incidents whose references are compared; older ones are known by their names.
    static let comparedMost = 1_000

    private let reading: IncidentReading
    private let given: [String: IncidentID]

    init(_ reading: IncidentReading, _ latest: [Incident]) {
        self.reading = reading
        given = Dictionary(
            latest.compactMap { incident in incident.reference.map { ($0.rawValue.lowercased(), incident.id) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// What an incident with this reference is called; nil when no name can be made of it.
    static func name(_ reference: Reference) -> IncidentID? { IncidentID(reference.rawValue.lowercased()) }

    func holder(of reference: Reference) throws(JournalError) -> IncidentID? {
        if let id = given[reference.rawValue.lowercased()] { return id }
        guard let name = Self.name(reference) else { return nil }
        return try reading.incident(name) == nil ? nil : name
    }

    /// The first number after this one that nobody has; nil when the numbering makes no reference of it.
    func next(after last: Int64, _ numbering: String) throws(JournalError) -> (number: Int64, reference: Reference)? {
        var number = last
        while number < .max {
            number += 1
            let text = numbering.split(separator: "{n}", omittingEmptySubsequences: false)
                .joined(separator: String(number))
            guard let reference = Reference(text) else { return nil }
            if try holder(of: reference) == nil { return (number, reference) }
        }
        return nil
    }
}
