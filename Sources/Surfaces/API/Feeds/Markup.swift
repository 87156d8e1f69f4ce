/// Writes XML (and the little HTML of feeds) so that text stays text.
enum Markup {
    /// For text and for attribute values in double quotes. Characters that XML 1.0 can't hold are replaced: they come
    /// with vendors' texts, and one of them would make the whole feed unreadable.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "\t", "\n": bytes.append(contentsOf: String(scalar).utf8)
            // A parser turns a carriage return that stands as itself into a line feed.
            case "\r": bytes.append(contentsOf: "\n".utf8)
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": bytes.append(contentsOf: "\u{FFFD}".utf8)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Writes elements one after the other, indented.
struct XMLWriter {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    private var open: [String] = []

    mutating func begin(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        text += indent + "<" + name + Self.written(attributes) + ">\n"
        open.append(name)
    }

    mutating func end() {
        guard let name = open.popLast() else { preconditionFailure("an end without its beginning") }
        text += indent + "</" + name + ">\n"
    }

    mutating func element(_ name: String, _ content: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        text += indent + "<" + name + Self.written(attributes) + ">" + Markup.escape(content) + "</" + name + ">\n"
    }

    mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        text += indent + "<" + name + Self.written(attributes) + "/>\n"
    }

    private var indent: String { String(repeating: "  ", count: open.count) }

    private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0.key)=\"\(Markup.escape($0.value))\"" }.joined()
    }
}
