/// A form that brings a file, as browsers send it (RFC 7578), within bounds.
struct Multipart: Sendable, Hashable {
    struct Part: Sendable, Hashable {
        var name: String
        var isFile: Bool
        var bytes: [UInt8]
    }

    /// More than a logo may have, so that who sends a larger one is told what is wrong with it.
    static let bytesMost = 1 << 20
    static let partsMost = 20
    private static let headBytesMost = 2_048
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    let parts: [Part]

    /// Nil for a body that is no such form.
    init?(_ body: [UInt8], type: String, most: Int = bytesMost) {
        guard body.count <= most, let boundary = Self.boundary(type) else { return nil }
        let delimiter = Array("--".utf8) + boundary
        guard body.starts(with: delimiter) else { return nil }
        var parts: [Part] = []
        var place = delimiter.count
        while true {
            // After a boundary comes a line end and a part, or two dashes and the end.
            if body[place...].starts(with: Array("--".utf8)) { break }
            guard body[place...].starts(with: Self.lineEnd), parts.count < Self.partsMost else { return nil }
            place += Self.lineEnd.count
            guard let head = Self.find(Self.lineEnd + Self.lineEnd, in: body, from: place),
                head - place <= Self.headBytesMost,
                let end = Self.find(Self.lineEnd + delimiter, in: body, from: head + 2),
                let named = Self.name(body[place..<head])
            else { return nil }
            let from = min(head + 4, end)
            parts.append(Part(name: named.name, isFile: named.isFile, bytes: Array(body[from..<end])))
            place = end + Self.lineEnd.count + delimiter.count
        }
        self.parts = parts
    }

    private static func boundary(_ type: String) -> [UInt8]? {
        let pieces = type.split(separator: ";")
        guard pieces.first?.trimmed.lowercased() == "multipart/form-data" else { return nil }
        for piece in pieces.dropFirst() {
            let text = piece.trimmed
            guard text.lowercased().hasPrefix("boundary=") else { continue }
            let value = Array(text.dropFirst("boundary=".count).filter { $0 != "\"" }.utf8)
            return (1...70).contains(value.count) ? value : nil
        }
        return nil
    }

    /// What the head of a part says: its field, and whether it is a file. Names of files say nothing here and are not read.
    private static func name(_ head: ArraySlice<UInt8>) -> (name: String, isFile: Bool)? {
        guard let text = String(validating: head, as: UTF8.self) else { return nil }
        for line in text.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            var name: String?
            var isFile = false
            for piece in line.split(separator: ";").dropFirst() {
                let text = piece.trimmed
                if text.lowercased().hasPrefix("name=") { name = text.dropFirst(5).filter { $0 != "\"" } }
                if text.lowercased().hasPrefix("filename") { isFile = true }
            }
            guard let name, (1...100).contains(name.utf8.count) else { return nil }
            return (name, isFile)
        }
        return nil
    }

    private static func find(_ wanted: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard start >= 0, body.count >= wanted.count else { return nil }
        var place = start
        while place <= body.count - wanted.count {
            if body[place] == wanted[0], body[place...].starts(with: wanted) { return place }
            place += 1
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
