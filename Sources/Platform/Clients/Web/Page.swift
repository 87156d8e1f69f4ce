internal import HTTP

/// A page as a browser without script sees it: its forms, and text by an element's id.
struct Page: Sendable {
    struct Form: Sendable, Equatable {
        let isPost: Bool
        let action: String
        /// Names and values as the page has them.
        var fields: [Field] = []
        /// What pressing each of its buttons sends; a button without a name is left out.
        var buttons: [Field] = []

        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    }

    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    let address: FetchURL
    let status: Int
    let forms: [Form]
    private let texts: [String: String]

    init(address: FetchURL, status: Int, body: [UInt8]) {
        self.address = address
        self.status = status
        var scanner = TagScanner(String(decoding: body, as: UTF8.self))
        var forms: [Form] = []
        var texts: [String: String] = [:]
        var isInForm = false
        while let tag = scanner.next() {
            if let id = tag.attributes["id"] { texts[id] = scanner.text }
            switch tag.name {
            case "form" where forms.count < Self.formsMost:
                forms.append(
                    Form(
                        isPost: tag.attributes["method"]?.lowercased() == "post",
                        action: tag.attributes["action"] ?? ""))
                isInForm = true
            case "/form": isInForm = false
            case "input", "button":
                guard isInForm, let name = tag.attributes["name"], forms[forms.count - 1].fields.count < Self.fieldsMost
                else { continue }
                let field = Field(name: name, value: tag.attributes["value"] ?? "")
                if tag.name == "button" {
                    forms[forms.count - 1].buttons.append(field)
                } else {
                    forms[forms.count - 1].fields.append(field)
                }
            default: break
            }
        }
        self.forms = forms
        self.texts = texts
    }

    private static let formsMost = 20
    private static let fieldsMost = 100

    /// The text right behind the beginning of an element.
    func text(of id: String) -> String? { texts[id] }

    /// The form that has all these fields or buttons.
    func form(with names: String...) -> Form? {
        forms.first { form in
            names.allSatisfy { name in (form.fields + form.buttons).contains { $0.name == name } }
        }
    }
}

/// Goes from tag to tag. It knows no more of HTML than forms need, and takes what it does not know for text.
private struct TagScanner {
    struct Tag {
        let name: String
        let attributes: [String: String]
    }

    private let page: [UInt8]
    private var place = 0

    init(_ text: String) { page = Array(text.utf8) }

    /// What stands between the last tag and the next one.
    var text: String {
        let end = page[place...].firstIndex(of: UInt8(ascii: "<")) ?? page.count
        return Self.plain(page[place..<end])
    }

    mutating func next() -> Tag? {
        while let open = page[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = open + 1
            let name = word { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
            guard let first = name.utf8.first, first != UInt8(ascii: "!") else { continue }
            var attributes: [String: String] = [:]
            while let (name, value) = attribute() {
                if attributes[name] == nil { attributes[name] = value }
            }
            return Tag(name: name.lowercased(), attributes: attributes)
        }
        return nil
    }

    private mutating func attribute() -> (String, String)? {
        while place < page.count, page[place] <= 0x20 || page[place] == UInt8(ascii: "/") { place += 1 }
        guard place < page.count, page[place] != UInt8(ascii: ">") else {
            place = min(place + 1, page.count)
            return nil
        }
        let name = word { $0 > 0x20 && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") }
        guard place < page.count, page[place] == UInt8(ascii: "=") else {
            if name.isEmpty { place += 1 }
            return (name.lowercased(), "")
        }
        place += 1
        guard place < page.count else { return nil }
        let quote = page[place]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return (name.lowercased(), word { $0 > 0x20 && $0 != UInt8(ascii: ">") })
        }
        place += 1
        let end = page[place...].firstIndex(of: quote) ?? page.count
        defer { place = min(end + 1, page.count) }
        return (name.lowercased(), Self.plain(page[place..<end]))
    }

    private mutating func word(_ belongs: (UInt8) -> Bool) -> String {
        let end = page[place...].firstIndex { !belongs($0) } ?? page.count
        defer { place = end }
        return String(decoding: page[place..<end], as: UTF8.self)
    }

    private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
