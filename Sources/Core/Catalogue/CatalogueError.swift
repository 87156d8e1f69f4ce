internal import JSON

/// Why a catalogue file was refused: where, and what to change.
package struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// As the caller named it.
    package var file: String
    /// The line of the member, from 1.
    package var line: Int?
    /// The way to the member: `$.vendors[3].zone`.
    package var path: String
    package var message: String

    package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(path): \(message)" }

    init(_ error: JSONError, file: String, bytes: [UInt8]) {
        self.file = file
        path = "\(error.path)"
        message = error.message
        let offset = error.offset ?? MemberPlace.offset(of: error.path, in: bytes)
        line = offset.map { offset in 1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } }
    }
}

/// Where a member begins in a document that was read without error.
enum MemberPlace {
    /// The byte at which the value of the path begins, or that of the nearest value around it that exists.
    static func offset(of path: JSONPath, in bytes: [UInt8]) -> Int? {
        var walker = Walker(bytes: bytes)
        walker.skipSpace()
        var found = walker.place
        for component in path.components {
            guard walker.enter(component) else { break }
            found = walker.place
        }
        return found < bytes.count ? found : nil
    }

    private struct Walker {
        let bytes: [UInt8]
        var place = 0

        /// Steps to an element or a member's value of the value that begins here; false when there is none.
        mutating func enter(_ component: JSONPath.Component) -> Bool {
            let start = place
            var position = 0
            guard place < bytes.count else { return false }
            place += 1
            while true {
                skipSpace()
                guard place < bytes.count, !isClosing(bytes[place]) else { break }
                switch component {
                case .index(let index):
                    if bytes[start] != UInt8(ascii: "[") { return leave(start) }
                    if position == index { return true }
                case .member(let name):
                    if bytes[start] != UInt8(ascii: "{") { return leave(start) }
                    let key = place
                    skipValue()
                    let isMember = bytes[key..<place].elementsEqual(Array("\"\(name)\"".utf8))
                    skipTo(UInt8(ascii: ":"))
                    skipSpace()
                    if isMember { return true }
                }
                skipValue()
                skipSpace()
                position += 1
                if place < bytes.count, bytes[place] == UInt8(ascii: ",") { place += 1 }
            }
            return leave(start)
        }

        mutating func skipSpace() {
            while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
        }

        private mutating func leave(_ start: Int) -> Bool {
            place = start
            return false
        }

        private mutating func skipTo(_ byte: UInt8) {
            while place < bytes.count, bytes[place] != byte { place += 1 }
            place += 1
        }

        private func isClosing(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }

        private mutating func skipValue() {
            var depth = 0
            while place < bytes.count {
                let byte = bytes[place]
                switch byte {
                case UInt8(ascii: "\""):
                    skipText()
                    if depth == 0 { return }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                    if depth == 0 {
                        place += 1
                        return
                    }
                case UInt8(ascii: ","):
                    if depth == 0 { return }
                default: break
                }
                place += 1
            }
        }

        private mutating func skipText() {
            place += 1
            while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            place += 1
        }
    }
}
