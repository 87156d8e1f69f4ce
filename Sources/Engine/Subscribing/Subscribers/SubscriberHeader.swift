internal import Vocabulary

/// What stands in which column of a list.
struct SubscriberHeader: Sendable, Hashable {
    /// A line that may be a header.
    enum Reading: Sendable, Hashable {
        case header(SubscriberHeader)
        /// It names columns, but none with addresses.
        case noAddress
        case data
    }

    var separator: Character = ","
    var width: Int
    /// The first of them that is filled is taken.
    var addresses: [Int]
    var language: Int?
    var components: Int?
    var kind: Int?
    var ignored: [String] = []

    static let none = SubscriberHeader(width: 3, addresses: [0], language: 1, components: 2)

    // As our own lists and the exports of hosted status pages name them, folded.
    private static let addressNames: Set<String> = [
        "mail", "email", "emailaddress", "mailaddress", "subscriberemail", "endpoint",
    ]
    private static let languageNames: Set<String> = ["language", "lang", "locale"]
    private static let componentNames: Set<String> = [
        "components", "component", "componentids", "componentnames", "subscribedcomponents",
    ]
    private static let kindNames: Set<String> = [
        "mode", "type", "kind", "channel", "subscribertype", "subscriptiontype",
    ]
    static let mailKinds: Set<String> = ["mail", "email"]

    /// A line with an address in it is none; spreadsheets of some countries separate by semicolons.
    static func read(_ row: Substring) -> Reading {
        guard !row.contains("@") else { return .data }
        for separator: Character in [",", ";", "\t"] {
            guard let names = SubscriberImport.fields(row, separator) else { continue }
            var header = SubscriberHeader(separator: separator, width: names.count, addresses: [])
            for (column, name) in names.enumerated() { header.take(column, name) }
            if !header.addresses.isEmpty { return .header(header) }
            if header.language != nil || header.components != nil || header.kind != nil { return .noAddress }
        }
        return .data
    }

    private mutating func take(_ column: Int, _ name: String) {
        switch Self.folded(name) {
        case let name where Self.addressNames.contains(name): addresses.append(column)
        case let name where Self.languageNames.contains(name) && language == nil: language = column
        case let name where Self.componentNames.contains(name) && components == nil: components = column
        case let name where Self.kindNames.contains(name) && kind == nil: kind = column
        default: ignored.append(Self.shown(name))
        }
    }

    /// Small letters and digits alone: “E-Mail Address” is `emailaddress`.
    static func folded(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// A word of the list in a message: short, and never an address.
    static func shown(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || " _-.()".unicodeScalars.contains($0)
        }
        return isPlain && !word.isEmpty ? String(word.prefix(40)) : "other"
    }
}
