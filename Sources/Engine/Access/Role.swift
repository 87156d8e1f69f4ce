/// What a user is in the team: a set of rights under a name. A user may have several.
///
/// Viewer, responder and communicator each may all that the one before may; so do viewer, approver and admin. Approving is
/// kept apart from declaring, so that a team can give it to other people.
package enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
    case viewer
    case responder
    case communicator
    case approver
    case admin

    package var rights: Set<Right> {
        switch self {
        case .viewer: [.look]
        case .responder:
            Self.viewer.rights.union([
                .declareAndUpdate, .publishSentence, .proposeText, .manageSources, .readAlerts, .report,
            ])
        case .communicator: Self.responder.rights.union([.manageSubscribers])
        case .approver: Self.viewer.rights.union([.publishSentence, .proposeText, .approveText, .readAudit])
        case .admin: Set(Right.allCases)
        }
    }

    package func grants(_ right: Right) -> Bool { rights.contains(right) }

    /// The order in which roles are listed.
    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (left: Role, right: Role) -> Bool { left.order < right.order }
}

extension Set<Role> {
    package var rights: Set<Right> { reduce(into: []) { $0.formUnion($1.rights) } }
    package func grants(_ right: Right) -> Bool { contains { $0.grants(right) } }
}
