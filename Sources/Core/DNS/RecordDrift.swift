/// How records that are served differ from those that were approved.
package struct RecordDrift: Sendable, Hashable, CustomStringConvertible {
    /// Approved, and not served.
    package let missing: [String]
    /// Served, and not approved.
    package let unknown: [String]

    /// Nil when they are the same. Names are compared without regard to case.
    package init?(approved: Set<String>, served: some Sequence<DomainRecord>) {
        func form(_ value: String) -> String { value.hasPrefix("\"") ? value : value.lowercased() }
        let approvedForms = Set(approved.map(form))
        let servedForms = Set(served.map { form($0.value) })
        missing = approvedForms.subtracting(servedForms).sorted()
        unknown = servedForms.subtracting(approvedForms).sorted()
        if missing.isEmpty, unknown.isEmpty { return nil }
    }

    package var description: String {
        var parts: [String] = []
        if !unknown.isEmpty { parts.append("served but not approved: \(unknown.joined(separator: ", "))") }
        if !missing.isEmpty { parts.append("approved but not served: \(missing.joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }
}
