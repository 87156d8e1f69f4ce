package import Journal
package import Vocabulary

/// Who asks for something, after it was made sure.
package enum Identity: Sendable, Hashable {
    /// A user with a session.
    case person(User, SessionID)
    /// A program with an API token; its owner's rights bound it.
    case token(APIToken, owner: User)
    /// Whoever knows `access.token` of the configuration; beside users, or where nobody works in the console yet.
    case accessToken(besideUsers: Bool)
    /// Whoever is on this machine, where `access.from_this_machine` lets them; beside users, or not.
    case thisMachine(besideUsers: Bool)

    /// What it may do, and nothing else.
    package var rights: Set<Right> {
        switch self {
        case .person(let user, _): user.mayAct ? user.roles.rights : []
        case .token(let token, let owner): owner.mayAct ? token.scopes.intersection(owner.roles.rights) : []
        // What needs no name of a person can't make more of itself, and is no second person: it may be the first one.
        case .accessToken(let besideUsers), .thisMachine(let besideUsers):
            Set(Right.allCases).subtracting(besideUsers ? [.manageUsers, .approveText] : [.manageUsers])
        }
    }

    /// In whose name the journal keeps what it does.
    package var actor: Actor {
        switch self {
        case .person(let user, _): user.id.actor
        case .token(let token, _): Actor("token:" + token.id.rawValue)
        case .accessToken: "token:access"
        case .thisMachine: "person:this-machine"
        }
    }

    /// The person behind it: a token of somebody is that somebody, so that nobody approves with the one hand what they
    /// proposed with the other.
    package var person: String { (user?.id.actor ?? actor).rawValue }

    /// The user behind it, if there is one.
    package var user: User? {
        switch self {
        case .person(let user, _), .token(_, let user): user
        case .accessToken, .thisMachine: nil
        }
    }

    /// Whether nobody works in the console yet, so that whoever this is has everything to themselves.
    package var isBeforeUsers: Bool {
        switch self {
        case .person, .token: false
        case .accessToken(let besideUsers), .thisMachine(let besideUsers): !besideUsers
        }
    }

    /// In which language to answer, when it says so.
    package var language: Language? { user?.language }
}
