package import Vocabulary

/// A list of addresses from elsewhere: one line each. Without a header it is `mail,language,components`; with one its columns
/// may stand in any order, under the names that exports of other pages give them.
///
/// Only mail is taken: lines of another kind are counted. What can't be read is told by the number of its line: addresses
/// appear in no message.
package struct SubscriberImport: Sendable, Hashable {
    package static let bytesMost = 8 << 20
    package static let linesMost = 100_000
    package static let fieldBytesMost = 8_192
    package static let fieldsMost = 64
    package static let problemsMost = 100

    package struct Line: Sendable, Hashable {
        package var number: Int
        package var address: String
        package var language: Language
        /// As they are written: ids or names.
        package var components: [String]
    }

    package struct Problem: Sendable, Hashable {
        package var line: Int
        package var reason: String
    }

    package private(set) var lines: [Line] = []
    package private(set) var problems: [Problem] = []
    package private(set) var refused = 0
    /// Lines that are no mail, by what they are.
    package private(set) var others: [String: Int] = [:]
    /// Columns that were not read.
    package private(set) var ignored: [String] = []

    private var header = SubscriberHeader.none

    /// Nil when it is too large, or no text: the whole list is refused then. `language` is for lines that name none.
    package init?(_ bytes: [UInt8], language: Language) {
        guard bytes.count <= Self.bytesMost, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var number = 0
        var isFirst = true
        var rest = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        var taken = 0
        while let line = rest.popFirst() {
            number += 1 + taken
            taken = 0
            guard number <= Self.linesMost else { return nil }
            var row = line
            if let whole = Self.joined(line, rest, header.separator) {
                row = whole.row
                taken = whole.more
                rest = rest.dropFirst(taken)
            }
            if number == 1, row.hasPrefix("\u{FEFF}") { row = row.dropFirst() }
            guard row.contains(where: { !$0.isWhitespace }) else { continue }
            if isFirst {
                isFirst = false
                switch SubscriberHeader.read(row) {
                case .header(let header):
                    self.header = header
                    ignored = header.ignored
                    continue
                case .noAddress:
                    refuse(number, "the header has no column of addresses: call it mail; nothing was taken")
                    return
                case .data: break
                }
            }
            guard let fields = Self.fields(row, header.separator) else {
                refuse(number, "the quotation marks do not match, or a field is too long")
                continue
            }
            read(fields, number, language)
        }
    }

    /// What is to be said of the whole, in English.
    package var remarks: [String] {
        var remarks = others.sorted { $0.key < $1.key }.map { kind, count in
            "\(count) of kind “\(kind)” left out: only mail is taken from a list"
        }
        if !ignored.isEmpty {
            remarks.append("columns not read: " + ignored.map { "“\($0)”" }.joined(separator: ", "))
        }
        return remarks
    }

    private mutating func read(_ fields: [String], _ number: Int, _ language: Language) {
        guard fields.count <= header.width else {
            return refuse(number, "it has \(fields.count) fields, and there are \(header.width) columns")
        }
        func field(_ column: Int?) -> String { column.flatMap { $0 < fields.count ? fields[$0] : nil } ?? "" }
        let kind = field(header.kind)
        if !kind.isEmpty, !SubscriberHeader.mailKinds.contains(SubscriberHeader.folded(kind)) {
            let name = SubscriberHeader.shown(kind.lowercased())
            others[others[name] != nil || others.count < 20 ? name : "other", default: 0] += 1
            return
        }
        let address = header.addresses.lazy.map { field($0) }.first { !$0.isEmpty } ?? ""
        guard !address.isEmpty else { return refuse(number, "it has no address") }
        var line = Line(number: number, address: address, language: language, components: [])
        let code = field(header.language).lowercased()
        if !code.isEmpty {
            // A region, as in fr-FR, changes nothing here.
            guard let language = Language(code.prefix { $0 != "-" && $0 != "_" }) else {
                return refuse(number, "the language is a code of two letters, such as en")
            }
            line.language = language
        }
        line.components = field(header.components).split(whereSeparator: { ",;|".contains($0) })
            .map { Self.trimmed($0) }.filter { !$0.isEmpty }
        lines.append(line)
    }

    private mutating func refuse(_ line: Int, _ reason: String) {
        refused += 1
        if problems.count < Self.problemsMost { problems.append(Problem(line: line, reason: reason)) }
    }

    /// A row whose quotation marks close on a later line; nil where they close on their own, or on none of the next lines: then
    /// one line alone is wrong, and not the rest of the list.
    private static func joined(
        _ line: Substring, _ rest: ArraySlice<Substring>, _ separator: Character
    ) -> (row: Substring, more: Int)? {
        guard isOpen(line, separator) else { return nil }
        var row = String(line)
        for (index, next) in rest.prefix(Self.rowLinesMost).enumerated() {
            row += "\n" + next
            guard row.utf8.count <= Self.fieldBytesMost * 2 else { return nil }
            if next.count(where: { $0 == "\"" }) % 2 == 1 { return (row[...], index + 1) }
        }
        return nil
    }

    /// A row goes over so many lines more at most.
    private static let rowLinesMost = 20

    /// Whether a quotation mark that begins a field is still open at the line's end.
    private static func isOpen(_ line: Substring, _ separator: Character) -> Bool {
        var isQuoted = false
        var began = false
        var isFieldEmpty = true
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
                if isQuoted, isFieldEmpty { began = true }
                isFieldEmpty = false
            } else if character == separator, !isQuoted {
                isFieldEmpty = true
                began = false
            } else if character != " " {
                isFieldEmpty = false
            }
        }
        return isQuoted && began
    }

    /// The fields of a line; within quotation marks a separator is a letter, and two marks are one.
    static func fields(_ line: Substring, _ separator: Character) -> [String]? {
        var fields = [""]
        var isQuoted = false
        var previous: Character?
        for character in line {
            defer { previous = character }
            if character == "\"" {
                if !isQuoted, previous == "\"" { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            } else if character == separator, !isQuoted {
                guard fields.count < fieldsMost else { return nil }
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
            guard (fields.last?.utf8.count ?? 0) <= fieldBytesMost else { return nil }
        }
        guard !isQuoted else { return nil }
        return fields.map { trimmed($0[...]) }
    }

    private static func trimmed(_ field: Substring) -> String {
        var text = field
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
