import JSON

/// Reads profiles from JSON. A mistake names the member and says what would be accepted.
struct ProfileReader {
    static let documentBytesMax = 256 << 10

    /// A dictionary's field: what it is, without any encoding.
    struct Entry {
        var format: String
        var name: String
        var exposure: FieldRule.Exposure?
        var content: FieldRule.Content?
    }

    private var dictionaries: [String: [Int: Entry]] = [:]
    private let shipped: JSONObjectReader

    init(shippedBytes: [UInt8]) throws(JSONError) {
        let document = try JSONValue(reading: shippedBytes, limits: JSONLimits(bytes: Self.documentBytesMax, depth: 8))
        shipped = try JSONObjectReader(document, allowing: ["dictionaries", "profiles"])
        for value in try shipped.array("dictionaries") {
            let object = try JSONObjectReader(value, allowing: ["name", "extends", "fields"])
            var entries: [Int: Entry] = [:]
            if object.object["extends"] != nil { entries = dictionaries[try object.string("extends")] ?? [:] }
            for (field, entry) in try Self.entries(object, entries) { entries[field] = entry }
            dictionaries[try object.string("name")] = entries
        }
    }

    func profiles() throws(JSONError) -> [String: Profile] {
        var profiles: [String: Profile] = [:]
        let values = try shipped.array("profiles")
        for (index, value) in values.enumerated() {
            let profile = try profile(value, path: shipped.path.member("profiles").index(index))
            profiles[profile.name] = profile
        }
        return profiles
    }

    // MARK: One profile

    private static let members = [
        "profile", "title", "dictionary", "mti", "bitmap", "bitmaps", "code-page", "numbers", "tracks", "texts",
        "binary", "lengths", "framing", "fields", "without", "messages",
    ]

    func profile(_ value: JSONValue, path: JSONPath) throws(JSONError) -> Profile {
        let object = try JSONObjectReader(value, path: path, allowing: Self.members)
        var entries: [Int: Entry] = [:]
        if object.object["dictionary"] != nil {
            let name = try object.string("dictionary")
            guard let known = dictionaries[name] else {
                throw Self.refused(
                    object, "dictionary", "known are \(dictionaries.keys.sorted().joined(separator: ", "))")
            }
            entries = known
        }
        for field in try Self.fieldNumbers(object, "without") { entries[field] = nil }
        var overrides: [Int: JSONObjectReader] = [:]
        if object.object["fields"] != nil {
            for (field, entry) in try Self.entries(object, entries) { entries[field] = entry }
            overrides = try Self.overrides(object)
        }
        let defaults = try Defaults(object)
        let bitmapsMax = Int(
            try object.object["bitmaps"].map { _ throws(JSONError) in
                try object.integer("bitmaps", in: 2...3)
            } ?? 2)
        var rules = [FieldRule?](repeating: nil, count: FieldSet.fieldMax + 1)
        var names = [String](repeating: "", count: FieldSet.fieldMax + 1)
        for (field, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let place = path.member("fields").member(String(field))
            let rule = try Self.rule(entry, defaults, overrides[field], place)
            // Bits 1 and, with three bitmaps, 65 announce a bitmap; what is above the last bitmap cannot be written.
            guard field > 1, field <= 64 * bitmapsMax, bitmapsMax == 2 || field != 65 else {
                throw JSONError(.refusedValue, "this number is a bitmap's or above the last bitmap", path: place)
            }
            rules[field] = rule
            names[field] = entry.name
        }
        let framing = try Framing(json: object)
        let bitmapEncoding = try Self.choice(object, "bitmap", Profile.BitmapEncoding.self, .binary)
        if framing.isDelimited, bitmapEncoding == .binary {
            throw Self.refused(
                object, "framing", "a closing byte can also be a byte of a binary bitmap; use a length, or hex bitmaps")
        }
        return Profile(
            name: try object.string("profile"), title: try object.string("title"),
            typeEncoding: try Self.choice(object, "mti", Profile.TypeEncoding.self, .ascii),
            bitmapEncoding: bitmapEncoding, bitmapsMax: bitmapsMax, framing: framing,
            codePage: try Self.choice(object, "code-page", CodePage.self, .ibm500), rules: rules, names: names,
            messages: try Self.messages(object))
    }

    private static func rule(
        _ entry: Entry, _ defaults: Defaults, _ override: JSONObjectReader?, _ path: JSONPath
    ) throws(JSONError) -> FieldRule {
        guard let (kind, lengthDigits, size) = FieldRule.format(entry.format) else {
            throw JSONError(
                .refusedValue, "expected a format such as n6, n..19, ans...999, z..37, b8 or x+n8",
                path: path.member("format"))
        }
        var (encoding, padding) = defaults.values(kind, isVariable: lengthDigits > 0)
        var lengthEncoding = defaults.lengthEncoding
        var lengthBytes = defaults.lengthBytes
        var count = defaults.count
        if let override {
            encoding = try choice(override, "encoding", FieldRule.Encoding.self, encoding)
            padding = try choice(override, "padding", FieldRule.Padding.self, padding)
            lengthEncoding = try choice(override, "length", FieldRule.LengthEncoding.self, lengthEncoding)
            if override.object["length-bytes"] != nil {
                lengthBytes = Int(try override.integer("length-bytes", in: 1...4))
            } else if override.object["length"] != nil {
                lengthBytes = nil
            }
            count = try choice(override, "counts", FieldRule.Count.self, count)
        }
        let allowed: [FieldRule.Encoding] =
            switch kind {
            case .numeric, .signed, .track: [.ascii, .ebcdic, .packed]
            case .alphabetic, .alphanumeric, .text: [.ascii, .latin1, .ebcdic]
            case .binary: [.binary, .hexadecimal]
            }
        guard allowed.contains(encoding) else {
            throw JSONError(
                .refusedValue,
                "fields of kind \(kind.rawValue) are written as \(allowed.map(\.rawValue).joined(separator: ", "))",
                path: path.member("encoding"))
        }
        // Half a byte has to be something: without a word about it, a zero in front.
        if encoding == .packed, padding == .none { padding = .leftZero }
        let natural = lengthEncoding == .packed || lengthEncoding == .binary ? (lengthDigits + 1) / 2 : lengthDigits
        return FieldRule(
            kind: kind, lengthDigits: lengthDigits, size: size, encoding: encoding, padding: padding,
            lengthEncoding: lengthEncoding, lengthBytes: lengthDigits == 0 ? 0 : lengthBytes ?? natural,
            count: count, content: entry.content ?? .plain, exposure: entry.exposure ?? .hidden)
    }

    // MARK: Parts

    private static let fieldMembers = [
        "format", "name", "shows", "content", "encoding", "padding", "length", "length-bytes", "counts",
    ]

    /// What the member `fields` says, each field on top of what is known of it.
    private static func entries(
        _ object: JSONObjectReader, _ known: [Int: Entry]
    ) throws(JSONError) -> [(Int, Entry)] {
        var entries: [(Int, Entry)] = []
        for (field, reader) in try overrides(object) {
            var entry = known[field] ?? Entry(format: "", name: "", exposure: nil, content: nil)
            if reader.object["format"] != nil || known[field] == nil { entry.format = try reader.string("format") }
            if reader.object["name"] != nil || known[field] == nil { entry.name = try reader.string("name") }
            if reader.object["shows"] != nil {
                entry.exposure = try choice(reader, "shows", FieldRule.Exposure.self, .hidden)
            }
            if reader.object["content"] != nil { entry.content = try content(reader) }
            entries.append((field, entry))
        }
        return entries
    }

    private static func overrides(_ object: JSONObjectReader) throws(JSONError) -> [Int: JSONObjectReader] {
        let fields = try object.object("fields")
        var readers: [Int: JSONObjectReader] = [:]
        for member in fields.object.members {
            guard let field = Int(member.name), (1...FieldSet.fieldMax).contains(field) else {
                throw JSONError(
                    .refusedValue, "expected the number of a field, 2 to \(FieldSet.fieldMax)",
                    path: fields.path.member(member.name))
            }
            readers[field] = try JSONObjectReader(
                member.value, path: fields.path.member(member.name), allowing: fieldMembers)
        }
        return readers
    }

    /// `chip`, or `parts 2 2` for types and lengths of two digits.
    private static func content(_ object: JSONObjectReader) throws(JSONError) -> FieldRule.Content {
        let words = try object.string("content").split(separator: " ")
        if words == ["plain"] { return .plain }
        if words == ["chip"] { return .chip }
        if words.count == 3, words[0] == "parts", let type = UInt8(words[1]), let length = UInt8(words[2]),
            (1...6).contains(type), (1...4).contains(length)
        {
            return .parts(typeDigits: type, lengthDigits: length)
        }
        throw refused(object, "content", "expected plain, chip, or parts with two numbers such as: parts 2 2")
    }

    private static func messages(_ object: JSONObjectReader) throws(JSONError) -> [MessageType: Profile.MessageRule] {
        guard object.object["messages"] != nil else { return [:] }
        let entries = try object.map("messages") { value, path throws(JSONError) in
            let rule = try JSONObjectReader(value, path: path, allowing: ["title", "mandatory", "optional"])
            return Profile.MessageRule(
                title: try rule.string("title"), mandatory: FieldSet(try fieldNumbers(rule, "mandatory")),
                optional: FieldSet(try fieldNumbers(rule, "optional")))
        }
        var rules: [MessageType: Profile.MessageRule] = [:]
        for (name, rule) in entries {
            guard let type = MessageType(name) else {
                throw JSONError(
                    .refusedValue, "expected a message type of four digits",
                    path: object.path.member("messages").member(name))
            }
            rules[type] = rule
        }
        return rules
    }

    private static func fieldNumbers(_ object: JSONObjectReader, _ name: String) throws(JSONError) -> [Int] {
        guard object.object[name] != nil else { return [] }
        return try object.array(name) { value, path throws(JSONError) in
            guard let number = value.integer, (2...Int64(FieldSet.fieldMax)).contains(number) else {
                throw JSONError(.refusedValue, "expected the number of a field, 2 to \(FieldSet.fieldMax)", path: path)
            }
            return Int(number)
        }
    }

    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ object: JSONObjectReader, _ name: String, _ type: Choice.Type, _ absent: Choice
    ) throws(JSONError) -> Choice where Choice.RawValue == String {
        guard object.object[name] != nil else { return absent }
        guard let choice = Choice(rawValue: try object.string(name)) else {
            throw refused(object, name, "expected one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    private static func refused(_ object: JSONObjectReader, _ name: String, _ message: String) -> JSONError {
        JSONError(.refusedValue, message, path: object.path.member(name))
    }
}

extension ProfileReader {
    /// What a profile says for all fields of a kind.
    private struct Defaults {
        typealias Value = (encoding: FieldRule.Encoding, fixed: FieldRule.Padding, variable: FieldRule.Padding)

        let numbers: Value
        let tracks: Value
        let texts: Value
        let binary: Value
        let lengthEncoding: FieldRule.LengthEncoding
        /// Nil: as many as the standard's digits need.
        let lengthBytes: Int?
        let count: FieldRule.Count

        init(_ object: JSONObjectReader) throws(JSONError) {
            numbers = try Self.value(object, "numbers", .ascii, .leftZero, .none)
            tracks = try Self.value(object, "tracks", .ascii, .rightF, .rightF)
            texts = try Self.value(object, "texts", .ascii, .rightSpace, .none)
            binary = try Self.value(object, "binary", .binary, .none, .none)
            guard object.object["lengths"] != nil else {
                (lengthEncoding, lengthBytes, count) = (.ascii, nil, .units)
                return
            }
            let lengths = try object.object("lengths", allowing: ["encoding", "bytes", "counts"])
            lengthEncoding = try choice(lengths, "encoding", FieldRule.LengthEncoding.self, .ascii)
            lengthBytes = lengths.object["bytes"] == nil ? nil : Int(try lengths.integer("bytes", in: 1...4))
            count = try choice(lengths, "counts", FieldRule.Count.self, .units)
        }

        func values(_ kind: FieldRule.Kind, isVariable: Bool) -> (FieldRule.Encoding, FieldRule.Padding) {
            let value =
                switch kind {
                case .numeric, .signed: numbers
                case .track: tracks
                case .alphabetic, .alphanumeric, .text: texts
                case .binary: binary
                }
            return (value.encoding, isVariable ? value.variable : value.fixed)
        }

        private static func value(
            _ object: JSONObjectReader, _ name: String, _ encoding: FieldRule.Encoding, _ fixed: FieldRule.Padding,
            _ variable: FieldRule.Padding
        ) throws(JSONError) -> Value {
            guard object.object[name] != nil else { return (encoding, fixed, variable) }
            let value = try object.object(name, allowing: ["encoding", "fixed", "variable"])
            return (
                try choice(value, "encoding", FieldRule.Encoding.self, encoding),
                try choice(value, "fixed", FieldRule.Padding.self, fixed),
                try choice(value, "variable", FieldRule.Padding.self, variable)
            )
        }
    }
}
