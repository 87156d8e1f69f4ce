/// A document as a reader of some syntax hands it over: values with their places, not yet understood.
package struct SettingsNode: Sendable, Equatable {
    package indirect enum Kind: Sendable, Equatable {
        /// A quoted text is always a text; a plain one may be meant as a number or a truth value.
        case scalar(String, isQuoted: Bool)
        case sequence([SettingsNode])
        case mapping([Member])
        case null
    }

    package struct Member: Sendable, Equatable {
        package var name: String
        package var place: Place
        package var node: SettingsNode

        package init(name: String, place: Place, node: SettingsNode) {
            self.name = name
            self.place = place
            self.node = node
        }
    }

    /// Line and column, counted from one.
    package struct Place: Sendable, Equatable {
        package var line: Int
        package var column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    package var kind: Kind
    package var place: Place

    package init(_ kind: Kind, at place: Place) {
        self.kind = kind
        self.place = place
    }

    var kindName: String {
        switch kind {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a group of keys"
        case .null: "nothing"
        }
    }
}
