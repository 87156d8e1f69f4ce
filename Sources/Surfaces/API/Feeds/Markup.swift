/// Writes XML (and the little HTML of feeds) so that text stays text.
enum Markup {
    /// For text and for attribute values in double quotes. Characters that XML 1.0 can't hold are replaced: they come
    /// with vendors' texts, and one of them would make the whole feed unreadable.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            // A parser turns a carriage return that stands as itself into a line feed.
            case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"): bytes.append(byte)
            case 0..<0x20: bytes.append(contentsOf: "\u{FFFD}".utf8)
            // The last byte of U+FFFE and U+FFFF, which differ from U+FFFD in that byte alone.
            case 0xBE where bytes.suffix(2) == [0xEF, 0xBF], 0xBF where bytes.suffix(2) == [0xEF, 0xBF]: bytes.append(0xBD)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Writes elements one after the other, indented.
struct XMLWriter {
    private(set) var text: String
    private var open: [String] = []
    /// How many elements a piece of a document stands in.
    private let depth: Int

    /// A whole document.
    init() {
        text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        depth = 0
    }

    /// A piece of one, which stands in so many elements.
    init(pieceIn depth: Int) {
        text = ""
        self.depth = depth
    }

    /// A piece that was written before.
    mutating func append(piece: String) { text += piece }

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

    private var indent: String { String(repeating: "  ", count: depth + open.count) }

    private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0.key)=\"\(Markup.escape($0.value))\"" }.joined()
    }
}
