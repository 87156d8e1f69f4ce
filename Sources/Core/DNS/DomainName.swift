/// A name such as `shop.example.`, written with its last dot and compared without regard to case.
package struct DomainName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// In lower case, each from 1 to 63 bytes.
    package let labels: [[UInt8]]

    package static let root = DomainName(labels: [])

    init(labels: [[UInt8]]) { self.labels = labels.map { $0.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } } }

    /// Reads visible ASCII with dots between labels; the last dot may be missing. `\` is not read as an escape.
    package init?(_ text: String) {
        if text == "." {
            self = .root
            return
        }
        let bytes = Array(text.utf8)
        let parts = (bytes.last == 0x2e ? bytes.dropLast() : bytes[...]).split(
            separator: 0x2e, omittingEmptySubsequences: false)
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c }), bytes.count <= 254,
            parts.allSatisfy({ (1...63).contains($0.count) }), parts.reduce(1, { $0 + $1.count + 1 }) <= 255
        else { return nil }
        self.init(labels: parts.map(Array.init))
    }

    package static func < (left: DomainName, right: DomainName) -> Bool { left.description < right.description }

    /// Bytes that are not visible, dots and backslashes inside a label are written as `\DDD`.
    package var description: String {
        guard !labels.isEmpty else { return "." }
        return labels.map { DomainName.text($0, also: [0x2e]) + "." }.joined()
    }

    static func text(_ bytes: some Sequence<UInt8>, also escaped: Set<UInt8>) -> String {
        bytes.map { byte in
            guard (0x20...0x7e).contains(byte), byte != 0x5c, !escaped.contains(byte) else {
                let digits = String(byte)
                return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
            }
            return String(UnicodeScalar(byte))
        }.joined()
    }

    var bytes: [UInt8] { labels.flatMap { [UInt8($0.count)] + $0 } + [0] }
}
