/// Text of a request, with places for what earlier steps kept: `${name}`. Printed without its text: secrets travel there.
package struct HTTPText: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    package enum Piece: Sendable, Hashable {
        case text(String)
        case kept(String)
    }

    package private(set) var pieces: [Piece]

    /// Every `${…}` becomes what `piece` makes of its inside; what it knows nothing of stays as it is.
    package init<Failure: Error>(
        reading text: some StringProtocol, _ piece: (String) throws(Failure) -> Piece?
    ) throws(Failure) {
        pieces = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            append(.text(String(rest[..<start.lowerBound])))
            let inside = String(rest[start.upperBound..<end])
            append(try piece(inside) ?? .text("${\(inside)}"))
            rest = rest[rest.index(after: end)...]
        }
        append(.text(String(rest)))
    }

    package init(_ text: String) {
        self.init(reading: text) { Self.isName($0) ? .kept($0) : nil }
    }

    package init(stringLiteral value: String) { self.init(value) }

    package static func + (left: HTTPText, right: HTTPText) -> HTTPText {
        var sum = left
        for piece in right.pieces { sum.append(piece) }
        return sum
    }

    private mutating func append(_ piece: Piece) {
        if case .text("") = piece { return }
        pieces.append(piece)
    }

    /// Nil where something was never kept.
    package func filled(with kept: [String: String], coding: (String) -> String = { $0 }) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .kept(let name):
                guard let value = kept[name] else { return nil }
                text += coding(value)
            }
        }
        return text
    }

    package static func isName(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    package var description: String { "\(pieces.count) pieces of text" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
