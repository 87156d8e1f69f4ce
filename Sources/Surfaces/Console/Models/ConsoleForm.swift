package import Markup
package import Vocabulary

/// A form with what stands in its fields, and what is wrong with it.
package struct ConsoleForm: Sendable, Hashable {
    package struct Option: Sendable, Hashable {
        package var value: String
        package var text: String
        /// The words that are said when it is chosen, by language.
        package var said: [ConsolePage.Words] = []
        package var symbol: Symbol?
        package var isOff = false
    }

    package struct Field: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            case line(type: String, autocomplete: String)
            case area(rows: Int)
            case file(accept: String)
            case select([Option])
            /// One of several, all in sight.
            case radios([Option])
            /// Any number of them.
            case boxes([Option])
        }

        package var name: String
        package var label: String
        package var kind: Kind
        package var values: [String]
        package var hint: String?
        package var problem: ConsolePage.Words?
        package var isRequired = false
        package var isFocused = false
        /// The language of what is typed.
        package var language: Language?
    }

    package indirect enum Piece: Sendable, Hashable {
        case field(Field)
        case side([Piece])
        case group(String, [Piece], problem: ConsolePage.Words?)
        case part(ConsolePage.Part)
    }

    package struct Button: Sendable, Hashable {
        package var text: String
        package var value: String?
        package var isQuiet = false
        package var label: String?
        /// Where this button sends the form, when it is elsewhere than the form's own action.
        package var action: Address?
    }

    package struct Hidden: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package var action: Address
    package var id: String
    package var hidden: [Hidden]
    package var pieces: [Piece] = []
    package var buttons: [Button]
    package var problem: ConsolePage.Words?
    /// Whose password it is about, out of sight, for password managers.
    package var username: String?
    /// One button and nothing to fill in.
    package var isSmall = false
}

extension ConsoleForm {
    var bringsFile: Bool {
        pieces.contains { piece in
            guard case .field(let field) = piece, case .file = field.kind else { return false }
            return true
        }
    }
}

extension ConsoleForm.Piece {
    var asksPassword: Bool {
        switch self {
        case .field(let field):
            if case .line(type: "password", _) = field.kind { true } else { false }
        case .side(let pieces), .group(_, let pieces, _): pieces.contains { $0.asksPassword }
        case .part: false
        }
    }
}
