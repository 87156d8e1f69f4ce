import Foundation
import ISO8583
import JSON
import Testing

/// The vectors lie beside some parent of this repository, or not at all, and then the tests that need them say so and are
/// skipped.
enum Fixtures {
    static let folder: URL? = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("shared/fixtures/iso8583")
            if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("vectors.json").path) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    static var arePresent: Bool { folder != nil }
    static let absence: Comment = "the vectors (shared/fixtures/iso8583) are not beside this repository"

    struct Vector {
        let id: String
        let profile: Profile
        let type: String
        let fields: [(field: Int, value: String)]
        let body: [UInt8]
        let framed: [UInt8]
    }

    struct Malformed {
        let id: String
        let profile: Profile
        let framed: [UInt8]
        let expectation: String
    }

    static func vectors() throws -> [Vector] {
        try list("vectors.json", "vectors").map { entry in
            let fields = try #require(entry["fields"]?.object).members.map { member in
                (try #require(Int(member.name)), try #require(member.value.string))
            }
            return Vector(
                id: try #require(entry["id"]?.string), profile: try profile(entry),
                type: try #require(entry["mti"]?.string), fields: fields,
                body: try #require(bytes(entry["body_hex"]?.string)),
                framed: try #require(bytes(entry["framed_hex_2byte_be"]?.string)))
        }
    }

    static func malformed() throws -> [Malformed] {
        try list("invalid.json", "invalid").map { entry in
            Malformed(
                id: try #require(entry["id"]?.string), profile: try profile(entry),
                framed: try #require(bytes(entry["framed_hex_2byte_be"]?.string)),
                expectation: try #require(entry["expect"]?.string))
        }
    }

    /// Field, kind of length, length.
    static func otherDictionary() throws -> [(field: Int, prefix: String, length: Int)] {
        let folder = try #require(folder)
        let document = try JSONValue(
            reading: Array(Data(contentsOf: folder.appendingPathComponent("moov-spec87ascii.json"))))
        return try #require(document["fields"]?.object).members.map { member in
            (
                try #require(Int(member.name)), try #require(member.value["prefix"]?.string),
                Int(try #require(member.value["length"]?.integer))
            )
        }
    }

    private static func list(_ file: String, _ member: String) throws -> [JSONValue] {
        let folder = try #require(folder)
        let document = try JSONValue(reading: Array(Data(contentsOf: folder.appendingPathComponent(file))))
        return try #require(document[member]?.array)
    }

    private static func profile(_ entry: JSONValue) throws -> Profile {
        let name = try #require(entry["profile"]?.string)
        let profiles: [String: Profile.Shipped] = [
            "A87-hexbm": .ascii87, "A87-binbm": .asciiBinary87, "B87": .packed87, "BE1": .ebcdic87,
        ]
        return .shipped(try #require(profiles[name]))
    }

    static func bytes(_ hexadecimal: String?) -> [UInt8]? {
        guard let hexadecimal, hexadecimal.utf8.count.isMultiple(of: 2) else { return nil }
        let digits = Array(hexadecimal.utf8)
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
