internal import Following
internal import JSON
internal import Vocabulary

/// The members of an object of a vendor's document, read with tolerance: what is missing, null or of another kind is
/// nil, and another kind is warned of. Core/JSON's own reader refuses instead, as suits what we define ourselves.
struct Fields {
    let object: JSONObject
    let place: String
    let notes: ReadingNotes

    init(_ object: JSONObject, place: String, notes: ReadingNotes) {
        self.object = object
        self.place = place
        self.notes = notes
    }

    func place(of name: String) -> String { place.isEmpty ? name : place + "." + name }

    func has(_ name: String) -> Bool { object[name] != nil }

    /// A text that is not empty; a number is taken as its digits, because ids come as both.
    func text(_ name: String) -> String? {
        switch object[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        case .integer(let number)?: return String(number)
        case let other?: return wrongKind(name, other, "a text")
        }
    }

    /// A whole number, also one that was written as a text.
    func integer(_ name: String) -> Int64? {
        switch object[name] {
        case nil, .null?: return nil
        case .string(let text)?:
            if text.isEmpty { return nil }
            if let number = Int64(text.trimmed) { return number }
            notes.warn(place(of: name), "expected a whole number")
            return nil
        case let value?: return value.integer ?? wrongKind(name, value, "a whole number")
        }
    }

    /// True or false, also as 1 and 0.
    func bool(_ name: String) -> Bool? {
        switch object[name] {
        case nil, .null?: nil
        case .bool(let value)?: value
        case .integer(let number)? where number == 0 || number == 1: number == 1
        case let other?: wrongKind(name, other, "true or false")
        }
    }

    func object(_ name: String) -> Fields? {
        switch object[name] {
        case nil, .null?: return nil
        case .object(let inner)?: return Fields(inner, place: place(of: name), notes: notes)
        // PHP writes an empty object as an empty array.
        case .array(let values)? where values.isEmpty: return nil
        case let other?: return wrongKind(name, other, "an object")
        }
    }

    /// The objects of a list; a missing or null list is empty, what is no object in it is left out with a warning.
    func list(_ name: String) -> [Fields] {
        Self.list(object[name], place: place(of: name), notes: notes)
    }

    static func list(_ value: JSONValue?, place: String, notes: ReadingNotes) -> [Fields] {
        switch value {
        case nil, .null?: return []
        case .array(let values)?:
            var fields: [Fields] = []
            fields.reserveCapacity(values.count)
            for (index, value) in values.enumerated() {
                if case .object(let object) = value {
                    fields.append(Fields(object, place: "\(place)[\(index)]", notes: notes))
                } else {
                    notes.warn("\(place)[\(index)]", "expected an object, found \(value.kindName)")
                }
            }
            return fields
        case .object(let object)? where object.isEmpty: return []
        case let other?:
            notes.warn(place, "expected an array, found \(other.kindName)")
            return []
        }
    }

    /// The texts of a list; others in it are left out.
    func texts(_ name: String) -> [String] {
        guard case .array(let values)? = object[name] else { return [] }
        return values.compactMap { value in
            switch value {
            case .string(let text): text.isEmpty ? nil : text
            case .integer(let number): String(number)
            default: nil
            }
        }
    }

    /// A time with its zone or offset.
    func instant(_ name: String) -> Instant? {
        guard let text = text(name) else { return nil }
        if let instant = VendorTimes.zoned(text) { return instant }
        notes.warn(place(of: name), "expected a time with its zone, found “\(ReadingNotes.excerpt(text))”")
        return nil
    }

    /// A time in seconds since 1970, or in milliseconds where it would else lie thousands of years ahead.
    func epoch(_ name: String) -> Instant? {
        guard let number = integer(name), let instant = VendorTimes.epoch(number) else { return nil }
        return instant
    }

    private func wrongKind<Value>(_ name: String, _ value: JSONValue, _ expected: String) -> Value? {
        notes.warn(place(of: name), "expected \(expected), found \(value.kindName)")
        return nil
    }
}
