internal import Following
internal import JSON
internal import Vocabulary

extension Catalogue {
    /// The largest file, and the most entries in it.
    package static let bytesMost = 4 << 20
    package static let vendorsMost = 5_000

    /// Reads a file of the form of `vendors.json`. `file` names it in errors.
    package init(reading bytes: [UInt8], file: String) throws(CatalogueError) {
        do throws(JSONError) {
            let value = try JSONValue(reading: bytes, limits: JSONLimits(bytes: Self.bytesMost, depth: 8))
            let root = try JSONObjectReader(value, allowing: ["vendors"])
            let vendors = try root.array("vendors") { element, path throws(JSONError) in
                try CatalogueVendor(json: element, path: path)
            }
            guard vendors.count <= Self.vendorsMost else {
                throw JSONError(
                    .tooLarge, "the file has \(vendors.count) vendors; at most \(Self.vendorsMost) are accepted",
                    path: root.path.member("vendors"))
            }
            var seen: Set<ProviderID> = []
            for (place, vendor) in vendors.enumerated() where !seen.insert(vendor.id).inserted {
                throw JSONError(
                    .refusedValue, "\(vendor.id) comes twice in this file; remove one or give it another id",
                    path: root.path.member("vendors").index(place).member("id"))
            }
            self.init(vendors)
        } catch {
            throw CatalogueError(error, file: file, bytes: bytes)
        }
    }
}

extension CatalogueVendor {
    private static let members = [
        "id", "name", "page", "address", "format", "readable", "zone", "country", "family", "kinds", "languages",
        "aliases", "verified", "header",
    ]

    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path, allowing: Self.members)
        id = try object.converted("id", "an id of small letters, digits and hyphens, 64 at most") { ProviderID($0) }
        name = try object.converted("name", "a name of 1 to 80 characters") { Self.text($0, most: 80) }
        page = try object.optional("page") { object throws(JSONError) in try Self.address("page", object) }
        address = try object.optional("address") { object throws(JSONError) in try Self.address("address", object) }
        format = try object.optional("format") { object throws(JSONError) in
            try object.converted("format", "one of \(Self.list(PageFormat.self)), or null to have it detected") {
                PageFormat(rawValue: $0)
            }
        }
        isReadable = try object.optionalBool("readable") ?? true
        zone = try object.converted("zone", "an IANA zone such as Europe/Paris or UTC", Self.zone)
        country = try object.converted("country", "a country in two capital letters such as FR", Self.country)
        family =
            try object.optional("family") { object throws(JSONError) in
                try object.converted("family", "a group's id of small letters, digits and hyphens") {
                    IdentifierRule.accepts($0) ? $0 : nil
                }
            } ?? id.rawValue
        kinds = try object.array("kinds") { value, path throws(JSONError) in
            let word = try JSONObjectReader.string(value, path)
            guard let kind = Kind(rawValue: word) else {
                throw JSONError(.refusedValue, "expected one of \(Self.list(Kind.self))", path: path)
            }
            return kind
        }
        languages = try object.array("languages") { value, path throws(JSONError) in
            try Self.language(try JSONObjectReader.string(value, path), path)
        }
        aliases = object.has("aliases") ? try Self.texts("aliases", object) : []
        isVerified = try object.optionalBool("verified") ?? false
        header = try object.optional("header") { object throws(JSONError) in
            try Header(json: try object.value("header"), path: object.path.member("header"))
        }
        guard address == nil || page != nil else {
            throw JSONError(
                .refusedValue, "an address without a page: add the page that people read as `page`",
                path: path.member("address"))
        }
    }

    static func texts(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> [String] {
        try object.array(name) { value, path throws(JSONError) in
            guard let text = text(try JSONObjectReader.string(value, path), most: 80) else {
                throw JSONError(.refusedValue, "expected a text of 1 to 80 characters", path: path)
            }
            return text
        }
    }

    static func language(_ code: String, _ path: JSONPath) throws(JSONError) -> Language {
        guard let language = Language(code) else {
            throw JSONError(.refusedValue, "expected a language in two small letters such as fr", path: path)
        }
        return language
    }

    static func list<Word: RawRepresentable<String> & CaseIterable>(_ words: Word.Type) -> String {
        words.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func text(_ text: String, most: Int) -> String? {
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return (1...most).contains(text.unicodeScalars.count) && isPrintable ? text : nil
    }

    private static func address(_ name: String, _ object: JSONObjectReader) throws(JSONError) -> String {
        try object.converted(name, "an address that begins with https:// and names a host, or null when none is known")
        {
            text in
            let scheme = "https://"
            guard text.hasPrefix(scheme), text.utf8.count <= 300,
                text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { return nil }
            let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let isHost = host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
            return isHost && host.contains(".") && host.first != "." && host.last != "." ? text : nil
        }
    }

    private static func zone(_ text: String) -> String? {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        return isName && (1...64).contains(text.utf8.count) && (text == "UTC" || text.contains("/")) ? text : nil
    }

    private static func country(_ text: String) -> String? {
        let isCode = text.utf8.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
        return text.utf8.count == 2 && isCode ? text : nil
    }
}

extension CatalogueVendor.Header {
    init(json: JSONValue, path: JSONPath) throws(JSONError) {
        let object = try JSONObjectReader(json, path: path, allowing: ["labels", "references", "languageMarks"])
        labels = [:]
        references = object.has("references") ? try CatalogueVendor.texts("references", object) : []
        languageMarks = [:]
        if object.has("labels") {
            let inner = try object.object("labels")
            for name in inner.object.names {
                guard let label = Label(rawValue: name) else {
                    throw JSONError(
                        .unknownMember, "expected one of \(CatalogueVendor.list(Label.self))",
                        path: inner.path.member(name))
                }
                labels[label] = try CatalogueVendor.texts(name, inner)
            }
        }
        if object.has("languageMarks") {
            let inner = try object.object("languageMarks")
            for name in inner.object.names {
                let language = try CatalogueVendor.language(name, inner.path.member(name))
                languageMarks[language] = try CatalogueVendor.texts(name, inner)
            }
        }
    }
}
