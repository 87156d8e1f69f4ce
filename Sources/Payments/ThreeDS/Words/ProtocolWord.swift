package import JSON

/// What a data element holds, as a type of ours: made from JSON, and made JSON again.
package protocol ElementValue: Sendable {
    /// Nil when the value is of another kind.
    init?(json: JSONValue)
    var json: JSONValue { get }
}

/// A word of the protocol, from a list that may grow.
///
/// A word that we do not know is kept as it came: a message of tomorrow can be read today, and be shown as it is.
/// Whether a receiver accepts such a word is a rule of the element, not of the type.
package protocol ProtocolWord: ElementValue, RawRepresentable, Hashable, ExpressibleByStringLiteral,
    CustomStringConvertible
where RawValue == String {
    /// The words that the protocol defines.
    static var known: Set<String> { get }
    init(rawValue: String)
}

extension ProtocolWord {
    package init(stringLiteral value: String) { self.init(rawValue: value) }

    package init?(json: JSONValue) {
        guard let text = json.string else { return nil }
        self.init(rawValue: text)
    }

    package var json: JSONValue { .string(rawValue) }
    package var isKnown: Bool { Self.known.contains(rawValue) }
    package var description: String { rawValue }

    /// `01` to `09` and the like: the protocol numbers most of its words.
    static func numbered(_ range: ClosedRange<Int>) -> Set<String> {
        Set(range.map { $0 < 10 ? "0\($0)" : String($0) })
    }
}

extension String: ElementValue {
    package init?(json: JSONValue) {
        guard let text = json.string else { return nil }
        self = text
    }

    package var json: JSONValue { .string(self) }
}

extension Bool: ElementValue {
    package init?(json: JSONValue) {
        guard let bool = json.bool else { return nil }
        self = bool
    }

    package var json: JSONValue { .bool(self) }
}

extension JSONValue: ElementValue {
    package init?(json: JSONValue) { self = json }
    package var json: JSONValue { self }
}

extension Array: ElementValue where Element: ElementValue {
    package init?(json: JSONValue) {
        guard let values = json.array else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for value in values {
            guard let element = Element(json: value) else { return nil }
            elements.append(element)
        }
        self = elements
    }

    package var json: JSONValue { .array(map(\.json)) }
}

/// An object that nothing here looks into: it is checked for its size and carried on.
package typealias CarriedValue = JSONValue
