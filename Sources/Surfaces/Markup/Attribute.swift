internal import HTTP
package import Vocabulary

/// One attribute of an element. Its value is always quoted and escaped; an address is checked besides. There is no way
/// to write `style` or an event handler, which the content security policy would refuse anyway.
package struct Attribute: Sendable, Hashable {
    private let name: String
    private let value: String

    private init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    func write(into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: [UInt8(ascii: "="), UInt8(ascii: "\"")])
        HTML.escape(value, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    package static func id(_ value: String) -> Attribute { Attribute("id", value) }
    package static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
    package static func lang(_ language: Language) -> Attribute { Attribute("lang", language.code) }
    package static func hreflang(_ language: Language) -> Attribute { Attribute("hreflang", language.code) }
    package static func href(_ address: Address) -> Attribute { Attribute("href", address.text) }
    package static func content(_ value: String) -> Attribute { Attribute("content", value) }
    package static func content(_ address: Address) -> Attribute { Attribute("content", address.text) }
    package static func name(_ value: String) -> Attribute { Attribute("name", value) }
    package static func property(_ value: String) -> Attribute { Attribute("property", value) }
    package static func rel(_ value: String) -> Attribute { Attribute("rel", value) }
    package static func type(_ value: String) -> Attribute { Attribute("type", value) }
    package static func media(_ value: String) -> Attribute { Attribute("media", value) }
    package static func charset(_ value: String) -> Attribute { Attribute("charset", value) }
    package static func role(_ value: String) -> Attribute { Attribute("role", value) }
    package static func scope(_ value: String) -> Attribute { Attribute("scope", value) }
    package static func tabindex(_ value: Int) -> Attribute { Attribute("tabindex", String(value)) }
    package static func dateTime(_ instant: Instant) -> Attribute { Attribute("datetime", instant.rfc3339) }
    /// `aria-label`, `aria-current` and their like.
    package static func aria(_ name: StaticString, _ value: String) -> Attribute {
        Attribute("aria-\(name.description)", value)
    }
    /// What a narrow table shows in front of a cell, since its column heads are out of sight there.
    package static func label(_ value: String) -> Attribute { Attribute("data-label", value) }
    /// A measure of a drawing, in its own units.
    package static func measure(_ name: StaticString, _ value: Int) -> Attribute {
        Attribute(name.description, String(value))
    }
    /// A place in a drawing as a share of its room, in thousandths.
    package static func share(_ name: StaticString, thousandths: Int) -> Attribute {
        Attribute(name.description, "\(thousandths / 10).\(thousandths % 10)%")
    }
    package static func viewBox(width: Int, height: Int) -> Attribute {
        Attribute("viewBox", "0 0 \(width) \(height)")
    }
    /// Where a form goes; `get` is for questions, `post` for what changes something.
    package static func action(_ address: Address) -> Attribute { Attribute("action", address.text) }
    /// Where a form goes when it is sent by this button.
    package static func formAction(_ address: Address) -> Attribute { Attribute("formaction", address.text) }
    package static let get = Attribute("method", "get")
    package static let post = Attribute("method", "post")
    /// For forms that bring a file.
    package static let multipart = Attribute("enctype", "multipart/form-data")
    package static func accept(_ types: String) -> Attribute { Attribute("accept", types) }
    package static func value(_ value: String) -> Attribute { Attribute("value", value) }
    package static func `for`(_ identifier: String) -> Attribute { Attribute("for", identifier) }
    package static func placeholder(_ value: String) -> Attribute { Attribute("placeholder", value) }
    package static func maxLength(_ value: Int) -> Attribute { Attribute("maxlength", String(value)) }
    package static func src(_ address: Address) -> Attribute { Attribute("src", address.text) }
    package static func alternative(_ text: String) -> Attribute { Attribute("alt", text) }
    /// For a link inside a frame that leads out of it.
    package static let outOfFrame = Attribute("target", "_top")
    package static let required = Attribute("required", "")
    /// Of an element that a script asks for again, while it is not finished.
    package static func live(_ address: Address) -> Attribute { Attribute("data-live", address.text) }
    package static func maximum(_ value: Int) -> Attribute { Attribute("max", String(value)) }
    package static let checked = Attribute("checked", "")
    package static let selected = Attribute("selected", "")
    package static func autocomplete(_ value: String) -> Attribute { Attribute("autocomplete", value) }
    /// Where the keyboard is when the page is there; once in a page.
    package static let focused = Attribute("autofocus", "")
    package static let disabled = Attribute("disabled", "")
    package static let open = Attribute("open", "")
    package static func rows(_ count: Int) -> Attribute { Attribute("rows", String(count)) }
    /// For links to pages that others wrote: they learn nothing of ours, and search engines don't take them for our word.
    package static let outside = Attribute("rel", "noopener nofollow external")
    /// Lets a drawing fill its room in both directions.
    package static let stretched = Attribute("preserveAspectRatio", "none")
    package static func path(_ value: String) -> Attribute { Attribute("d", value) }
    package static func anchor(_ value: String) -> Attribute { Attribute("text-anchor", value) }
}

/// Where a link leads: checked, so that no text from outside can smuggle in another scheme.
package struct Address: Sendable, Hashable {
    package let text: String

    /// Takes `http:` and `https:` addresses, and paths of this site that begin with one slash; nil for all else.
    package init?(_ text: String) {
        let isOurs = text.hasPrefix("/") && !text.hasPrefix("//") && !text.hasPrefix("/\\")
        let lowercased = text.prefix(8).lowercased()
        guard isOurs || lowercased.hasPrefix("https://") || lowercased.hasPrefix("http://") else { return nil }
        // A browser drops tabs and line ends inside an address, which could turn it into another one.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        self.text = text
    }

    private init(checked text: String) { self.text = text }

    /// A path of this site made of segments that need no encoding: identifiers and words of our own.
    package static func path(_ segments: String..., trailingSlash: Bool = false) -> Address {
        Address(checked: path(segments: segments) + (trailingSlash ? "/" : ""))
    }

    private static func path(segments: [String]) -> String {
        let encoded = segments.map { segment in
            segment.utf8.reduce(into: "") { text, byte in
                let isPlain =
                    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                    || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
                text += isPlain ? String(UnicodeScalar(byte)) : "%" + Self.hexadecimal(byte)
            }
        }
        return "/" + encoded.joined(separator: "/")
    }

    /// The same path with a query of these names and values; a value that is empty is left out.
    package func with(_ query: [(String, String)]) -> Address {
        let pairs = query.filter { !$0.1.isEmpty }.map { PercentCoding.encode($0.0) + "=" + PercentCoding.encode($0.1) }
        return pairs.isEmpty ? self : Address(checked: text + "?" + pairs.joined(separator: "&"))
    }

    /// A place that is found from the page itself, so that the same bytes work below any folder: `levels` folders up, then
    /// these segments.
    package static func relative(up levels: Int, _ segments: [String], trailingSlash: Bool = false) -> Address {
        let path = Address.path(segments: segments).dropFirst()
        let climb = levels == 0 ? "./" : String(repeating: "../", count: levels)
        return Address(checked: climb + path + (trailingSlash && !segments.isEmpty ? "/" : ""))
    }

    /// A place on the same page.
    package static func fragment(_ identifier: StaticString) -> Address {
        Address(checked: "#\(identifier.description)")
    }

    /// The same path on a site's public origin, for links that leave the page (`rel=canonical`).
    package func on(origin: String?) -> Address {
        guard let origin, text.hasPrefix("/"), let full = Address(origin + text) else { return self }
        return full
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
