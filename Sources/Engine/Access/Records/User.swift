package import Journal
package import Vocabulary

package struct UserID: Identifier {
    package let rawValue: String
    package init(checked rawValue: String) { self.rawValue = rawValue }

    package var stream: StreamName { StreamName(category: "user", id: rawValue) }
    package var actor: Actor { Actor("person:" + rawValue) }
}

/// A person who works here, as colleagues may see them.
package struct User: Sendable, Hashable, Identifiable {
    package static let nameBytesMost = 100

    package enum State: String, Sendable, CaseIterable {
        /// Has a code, and has not come yet.
        case invited
        case active
        /// May not sign in; sessions and tokens are dead.
        case disabled
    }

    package var id: UserID
    package var name: String
    package var email: EmailAddress
    package var roles: Set<Role>
    package var language: Language
    package var state: State
    package var hasSecondFactor: Bool
    /// Raised whenever roles, name, language or state change, and by nothing else: for "somebody else changed this".
    package var edition: Int

    package init(
        id: UserID, name: String, email: EmailAddress, roles: Set<Role>, language: Language, state: State,
        hasSecondFactor: Bool = false, edition: Int = 1
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.roles = roles
        self.language = language
        self.state = state
        self.hasSecondFactor = hasSecondFactor
        self.edition = edition
    }

    package var mayAct: Bool { state == .active }

    /// A name as it is kept: without spaces around it; nil when there is none, or when it is too long or holds signs that
    /// can't be seen.
    package static func name(_ text: String) -> String? {
        let spaces = text.unicodeScalars.split(whereSeparator: { $0 == " " })
        let name = spaces.map { String($0) }.joined(separator: " ")
        let isVisible = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return (1...nameBytesMost).contains(name.utf8.count) && isVisible ? name : nil
    }
}
