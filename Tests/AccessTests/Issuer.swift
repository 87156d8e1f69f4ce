import Bytes
import Foundation
import JSON
import Synchronization
import TestProcesses
import Testing
import Vocabulary

@testable import Access

/// An identity provider of our own: it signs with keys that the openssl program made, and is as strict about codes as a
/// provider has to be.
final class Issuer: Sendable {
    static let name = "https://id.example.com"

    struct State {
        /// What each code stands for: the challenge that came with it, and the claims.
        var codes: [String: (challenge: String, claims: JSONObject)] = [:]
        var key = "rsa"
        var header: JSONObject = ["alg": "RS256", "kid": "rsa"]
        var published = ["rsa", "ec"]
        var calls: [String] = []
    }

    let state = Mutex(State())
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/vigie-issuer-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, key) in try Self.made.get() { try key.write(to: URL(filePath: folder + "/\(name).pem")) }
    }

    /// Made once, because large primes take their time.
    private static let made = Result {
        [
            "rsa": Data(try run("genrsa", "2048").utf8), "other": Data(try run("genrsa", "2048").utf8),
            "ec": Data(try run("ecparam", "-name", "prime256v1", "-genkey", "-noout").utf8),
        ]
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    // MARK: What it publishes

    static let discovery: JSONValue = [
        "issuer": .string(name), "authorization_endpoint": "https://id.example.com/authorize?tenant=1",
        "token_endpoint": "https://id.example.com/token", "jwks_uri": "https://id.example.com/keys",
    ]

    func keys() throws -> [UInt8] {
        let keys = try state.withLock { $0.published }.map { name throws -> JSONValue in
            if name == "ec" {
                try Self.run("ec", "-in", folder + "/ec.pem", "-pubout", "-outform", "DER", "-out", folder + "/ec.der")
                let point = Array(try Data(contentsOf: URL(filePath: folder + "/ec.der")).suffix(64))
                return [
                    "kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig",
                    "x": .string(Base64URL.encode(Array(point.prefix(32)))),
                    "y": .string(Base64URL.encode(Array(point.suffix(32)))),
                ]
            }
            let modulus = try Self.run("rsa", "-in", folder + "/\(name).pem", "-noout", "-modulus")
            let bytes = try #require(Hexadecimal.decode(modulus.dropFirst("Modulus=".count).filter { !$0.isNewline }))
            return [
                "kty": "RSA", "alg": "RS256", "kid": .string(name), "n": .string(Base64URL.encode(bytes)), "e": "AQAB",
            ]
        }
        let document: JSONValue = ["keys": .array(keys + [["kty": "oct", "k": "AAAA"]])]
        return document.canonicalBytes()
    }

    // MARK: What it signs

    func token(_ claims: JSONObject) throws -> String {
        let (key, header) = state.withLock { ($0.key, $0.header) }
        let content = [JSONValue.object(header), .object(claims)].map { Base64URL.encode($0.canonicalBytes()) }
            .joined(separator: ".")
        return content + "." + Base64URL.encode(try sign(content, key))
    }

    func sign(_ content: String, _ key: String) throws -> [UInt8] {
        let name = folder + "/" + UUID().uuidString
        try Data(content.utf8).write(to: URL(filePath: name))
        try Self.run("dgst", "-sha256", "-sign", folder + "/\(key).pem", "-out", name + ".sig", name)
        let signature = Array(try Data(contentsOf: URL(filePath: name + ".sig")))
        return key == "ec" ? Self.numbers(signature) : signature
    }

    /// Two numbers of 32 bytes out of a sequence of two integers.
    private static func numbers(_ sequence: [UInt8]) -> [UInt8] {
        var rest = sequence[2...]
        var numbers: [UInt8] = []
        for _ in 0..<2 {
            let count = Int(rest[rest.startIndex + 1])
            let number = Array(rest.dropFirst(2).prefix(count).drop { $0 == 0 })
            numbers += [UInt8](repeating: 0, count: 32 - number.count) + number
            rest = rest.dropFirst(2 + count)
        }
        return numbers
    }

    // MARK: What it answers

    /// Somebody signs in there: the parameters with which the browser comes back.
    func visit(_ request: OpenIDRequest, _ claims: JSONObject, now: Instant) throws -> OpenIDCallback {
        let query = try #require(URLComponents(string: request.address)).queryItems ?? []
        func field(_ name: String) throws -> String { try #require(query.first { $0.name == name }?.value) }
        try #expect(field("response_type") == "code" && field("code_challenge_method") == "S256")
        var all: JSONObject = [
            "iss": .string(Self.name), "aud": .string(try field("client_id")), "nonce": .string(try field("nonce")),
            "iat": .integer(now.seconds), "exp": .integer(now.seconds + 300),
        ]
        for member in claims.members { all[member.name] = member.value.isNull ? nil : member.value }
        let code = UUID().uuidString
        let challenge = try field("code_challenge")
        state.withLock { $0.codes[code] = (challenge, all) }
        return OpenIDCallback(cookie: request.cookie, state: try field("state"), code: code, issuer: Self.name)
    }

    func answer(_ call: OpenIDCall) -> OpenIDAnswer? {
        switch call {
        case .get(let address, _):
            state.withLock { $0.calls.append(address) }
            return (try? keys()).map { OpenIDAnswer(status: 200, body: $0) }
        case .post(let address, let form, let authorization):
            state.withLock { $0.calls.append(address) }
            let fields = URLComponents(string: "?" + form)?.queryItems ?? []
            func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
            let expected = "Basic " + Data("vigie:s%20cret".utf8).base64EncodedString()
            guard field("grant_type") == "authorization_code", authorization == Password(expected),
                field("redirect_uri") == "https://vigie.example.com/signed-in", let code = field("code"),
                // A code is taken back once.
                let known = state.withLock({ $0.codes.removeValue(forKey: code) }),
                let verifier = field("code_verifier"),
                Base64URL.encode(SHA256Digest(of: Array(verifier.utf8)).bytes) == known.challenge,
                let token = try? token(known.claims)
            else { return OpenIDAnswer(status: 400, body: Array(#"{"error":"invalid_grant"}"#.utf8)) }
            let body: JSONValue = ["id_token": .string(token), "access_token": "x", "token_type": "Bearer"]
            return OpenIDAnswer(status: 200, body: body.canonicalBytes())
        }
    }

    @discardableResult
    private static func run(_ arguments: String...) throws -> String {
        let process = TestProcess()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Surprise("openssl \(arguments) failed") }
        return text
    }
}
