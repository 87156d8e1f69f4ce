import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Whether documents are well-formed.
enum Shapes {
    /// What is wrong with a page's elements; nil when every one that opens is closed in its place.
    static func fault(html: String) -> String? {
        let void: Set = ["meta", "link", "br", "hr", "input", "img"]
        var open: [Substring] = []
        var rest = html[...]
        guard rest.hasPrefix("<!doctype html>") else { return "no doctype" }
        rest = rest.dropFirst(15)
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return "an open tag at the end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard let last = open.popLast(), last == tag.dropFirst() else {
                    return "</\(tag.dropFirst())> closes nothing"
                }
            } else {
                let name = tag.prefix { $0 != " " }
                if !name.allSatisfy({ $0.isLetter || $0.isNumber }) { return "<\(tag)" }
                if !void.contains(String(name)) { open.append(name) }
                if tag.filter({ $0 == "\"" }).count % 2 != 0 { return "quotes of <\(tag)>" }
            }
        }
        return open.isEmpty ? nil : "open at the end: \(open)"
    }

    static func isXML(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

    /// What is wrong with a calendar by RFC 5545's rules for lines.
    static func fault(calendar: String) -> String? {
        let bytes = Array(calendar.utf8)
        guard calendar.hasSuffix("END:VCALENDAR\r\n") else { return "no end" }
        var line = 0
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                guard index > 0, bytes[index - 1] == 0x0D else { return "a bare line feed" }
                if line > 76 { return "a line of \(line - 1) bytes" }
                line = 0
                continue
            }
            if byte == 0x0D, index + 1 >= bytes.count || bytes[index + 1] != 0x0A { return "a bare return" }
            if byte < 0x20, byte != 0x0D { return "a control character" }
            line += 1
        }
        return nil
    }
}
