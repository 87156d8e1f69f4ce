import Foundation
import ISO8583
import Testing

/// Messages and malformed frames made by another implementation.
@Suite(.enabled(if: Fixtures.arePresent, Fixtures.absence)) struct VectorTests {
    @Test func `all 48 vectors are read to their fields and written to their bytes`() throws {
        let vectors = try Fixtures.vectors()
        #expect(vectors.count == 48)
        for vector in vectors {
            let message = try vector.profile.decode(vector.body)
            #expect(message.type.description == vector.type, "\(vector.id)")
            #expect(message.fields.map { $0 } == vector.fields.map(\.field).sorted(), "\(vector.id)")
            for (field, value) in vector.fields {
                #expect(try message.bytes(field) == expected(value, field), "\(vector.id), field \(field)")
            }
            #expect(try vector.profile.encode(message) == vector.body, "\(vector.id)")
            #expect(try vector.profile.frame(message) == vector.framed, "\(vector.id)")
        }
    }

    @Test func `vectors are written to their bytes from their fields`() throws {
        for vector in try Fixtures.vectors() {
            var message = ISO8583Message(try #require(MessageType(vector.type)))
            for (field, value) in vector.fields.reversed() { message.set(field, bytes: try expected(value, field)) }
            #expect(try vector.profile.encode(message) == vector.body, "\(vector.id)")
            #expect(try vector.profile.decode(vector.body) == message, "\(vector.id)")
        }
    }

    @Test func `a message that one profile reads is what the others read from their own bytes`() throws {
        let byName = Dictionary(grouping: try Fixtures.vectors()) { $0.id.split(separator: "/").last.map(String.init) }
        #expect(byName.count == 12)
        for (name, vectors) in byName {
            let messages = try vectors.map { try $0.profile.decode($0.body) }
            #expect(messages.count == 4)
            for message in messages { #expect(message == messages[0], "\(name ?? "")") }
        }
    }

    @Test func `a stream of all vectors of a profile gives the same frames however it is cut`() throws {
        for (_, vectors) in Dictionary(grouping: try Fixtures.vectors(), by: { $0.profile.name }) {
            let stream = vectors.flatMap(\.framed)
            for size in [1, 2, 3, 7, 64, stream.count] {
                var decoder = FrameDecoder(vectors[0].profile.framing)
                var messages: [[UInt8]] = []
                for start in stride(from: 0, to: stream.count, by: size) {
                    try decoder.append(Array(stream[start..<min(stream.count, start + size)]))
                    while case .frame(let frame)? = try decoder.next() { messages.append(frame.message) }
                }
                try decoder.finish()
                #expect(messages == vectors.map(\.body), "pieces of \(size) bytes")
            }
        }
    }

    @Test func `the edition of 1987 has the lengths of another implementation's dictionary`() throws {
        let profile = Profile.shipped(.ascii87)
        var differences: [String] = []
        for (field, prefix, length) in try Fixtures.otherDictionary() where field > 1 {
            let rule = try #require(profile.rule(field), "field \(field)")
            let digits = prefix.hasSuffix(".LLL") ? 3 : prefix.hasSuffix(".LL") ? 2 : 0
            if rule.lengthDigits != digits || rule.size != length { differences.append("\(field): \(length)") }
        }
        // Additional response data has 25 characters in the standard's table, and more on many links.
        #expect(differences == ["44: 99"])
    }

    @Test func `a published message of another implementation is read`() throws {
        let body = Array("01007000000000000000164242424242424242123456000000000100".utf8)
        let message = try Profile.shipped(.ascii87).decode(body)
        #expect(message.fields.map { message.text($0) } == ["4242424242424242", "123456", "000000000100"])
        #expect(try Profile.shipped(.ascii87).encode(message) == body)
    }

    /// What each malformed frame gives, with the place of it.
    private static let outcomes: [String: (expectation: String, outcome: String)] = [
        "empty-frame": ("keepalive-or-empty", "keep-alive"),
        "short-read": ("incomplete", "incomplete at frame byte 57"),
        "truncated-mti": ("truncated(mti)", "truncated at mti byte 0"),
        "truncated-bitmap": ("truncated(bitmap)", "truncated at bitmap byte 4"),
        "truncated-secondary": ("truncated(bitmap2)", "truncated at bitmap2 byte 20"),
        "truncated-field": ("truncated(70)", "truncated at 70 byte 52"),
        "trailing-bytes": ("trailing(2)", "trailing at frame byte 55 (2)"),
        "nonhex-bitmap": ("bad-bitmap", "bad-bitmap at bitmap byte 4"),
        "mti-nondigit": ("bad-mti", "bad-mti at mti byte 2"),
        "ll-too-long": ("length(2)>19", "too-long at 2 byte 20 (19)"),
        "ll-nondigit": ("bad-length(2)", "bad-length at 2 byte 21"),
        "numeric-with-letter": ("bad-value(4)", "bad-value at 4 byte 47"),
        "bcd-length-nibble": ("bad-length(2)", "bad-length at 2 byte 10"),
        "prefix-includes-itself": ("incomplete-if-exclusive", "incomplete at frame byte 57"),
    ]

    @Test func `all 14 malformed frames give their class, their place and nothing of their content`() throws {
        let malformed = try Fixtures.malformed()
        #expect(malformed.count == 14)
        for frame in malformed {
            let (expectation, outcome) = try #require(Self.outcomes[frame.id], "\(frame.id)")
            #expect(frame.expectation == expectation)
            #expect(Self.outcome(of: frame.framed, frame.profile, frame.profile.framing) == outcome, "\(frame.id)")
        }
    }

    @Test func `a length that counts itself is read where the framing says so`() throws {
        let frame = try #require(try Fixtures.malformed().first { $0.id == "prefix-includes-itself" })
        let framing = Framing(.length(.binary, bytes: 2, countsItself: true, reserved: 0))
        #expect(Self.outcome(of: frame.framed, frame.profile, framing) == "0800")
    }

    private static func outcome(of bytes: [UInt8], _ profile: Profile, _ framing: Framing) -> String {
        var decoder = FrameDecoder(framing)
        do throws(ISO8583Error) {
            try decoder.append(bytes)
            guard let event = try decoder.next() else {
                try decoder.finish()
                return "nothing"
            }
            guard case .frame(let frame) = event else { return "keep-alive" }
            return try profile.decode(frame.message).type.description
        } catch {
            let bound = error.bound.map { " (\($0))" } ?? ""
            return "\(error.code.rawValue) at \(error.path) byte \(error.offset ?? -1)\(bound)"
        }
    }

    /// Binary fields are written as hexadecimal in the vectors; the separator of a packed track is the letter that it is in hex.
    private func expected(_ value: String, _ field: Int) throws -> [UInt8] {
        switch field {
        case 52, 55, 64, 128: try #require(Fixtures.bytes(value))
        case 35: Array(value.utf8).map { $0 == UInt8(ascii: "D") ? UInt8(ascii: "=") : $0 }
        default: Array(value.utf8)
        }
    }
}
