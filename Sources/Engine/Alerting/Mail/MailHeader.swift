internal import Bytes

/// Header fields of mail (RFC 5322), with texts beyond ASCII as encoded words (RFC 2047).
package enum MailHeader {
    /// Refuses what would begin a line of its own: whoever can write a title must not be able to write a header.
    static func line(_ name: String, _ value: String) throws(MailError) -> String {
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7f }) else {
            throw MailError("the header \(name) holds a control character", isLasting: true)
        }
        return "\(name): \(value)\r\n"
    }

    /// A text as it stands in a header: as it is when it is short and plain, else in encoded words of at most 75
    /// characters, which are never cut inside a character. Control characters become spaces. In
    /// a phrase (a name) only encoded words are safe. With `folds`, each word but
    /// the first is on a line of its own.
    static func encode(_ text: String, folds: Bool = true, isPhrase: Bool = false) -> String {
        let clean = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
        let isPlain =
            !isPhrase && clean.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && clean.utf8.count <= 60
            && !clean.hasPrefix("=?")
            && !clean.contains("=?")
        if isPlain { return clean }
        var words: [String] = []
        var piece: [UInt8] = []
        func close() {
            if !piece.isEmpty { words.append("=?UTF-8?B?\(Base64.encode(piece))?=") }
            piece = []
        }
        for scalar in clean.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > 42 { close() }
            piece += bytes
        }
        close()
        return words.joined(separator: folds ? "\r\n " : " ")
    }
}

/// An address of mail, alone or behind a name: `ops@example.com`, `Operations <ops@example.com>`.
package struct MailAddress: Sendable, Hashable {
    package let name: String?
    package let address: String

    /// Nil when it is neither. Letters beyond ASCII are refused in the address: not every server takes them.
    package init?(_ text: String) {
        var name: String?
        var address = text
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            let before = text[..<open]
            guard before.last == " " || before.isEmpty else { return nil }
            name = before.isEmpty ? nil : String(before.dropLast())
            address = String(text[text.index(after: open)...].dropLast())
        }
        guard name?.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\"" || $0 == "<" || $0 == ">" }) != true
        else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...253).contains(parts[1].utf8.count),
            parts[0].utf8.allSatisfy(Self.isLocal), parts[1].utf8.allSatisfy(Self.isDomain),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains(".."),
            !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), !parts[1].contains("..")
        else { return nil }
        self.name = name
        self.address = address
    }

    package var domain: Substring { address.split(separator: "@").last ?? "localhost" }

    /// As it stands in a header.
    var header: String {
        guard let name else { return address }
        let isPlain = name.utf8.allSatisfy { Self.isLocal($0) || $0 == 0x20 } && !name.contains(".")
        return (isPlain ? name : MailHeader.encode(name, isPhrase: true)) + " <\(address)>"
    }

    private static func isLocal(_ byte: UInt8) -> Bool { isDomain(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte) }

    private static func isDomain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
