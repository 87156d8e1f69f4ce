package import Bytes
package import HTTP
internal import JSON
internal import Network
internal import Vocabulary

/// What makes a machine an agent: where its server is, its name, its key. It is one file that nobody else may read.
package struct AgentIdentity: Sendable, CustomStringConvertible, CustomReflectable {
    package static let fileBytesMost = 256 << 10
    package static let path = "/agents/v1"

    package let server: FetchURL
    package let name: AgentName
    package let key: SigningKey
    /// Certificates of authorities, in PEM, that are trusted besides those of the machine; nil: none.
    package let authorities: String?

    package init(server: FetchURL, name: AgentName, key: SigningKey, authorities: String?) {
        self.server = server
        self.name = name
        self.key = key
        self.authorities = authorities
    }

    /// Where requests go. Plain HTTP is for this machine alone: plans and results are nobody else's.
    package static func endpoint(of server: String) throws(FetchError) -> FetchURL {
        var base = server
        while base.hasSuffix("/") { base.removeLast() }
        let url = try FetchURL(base + path)
        let isHere = url.host == "localhost" || NetworkAddress(url.host).map { $0.addressClass == .loopback } ?? false
        guard url.scheme == .https || isHere else {
            throw FetchError(.badRequest, "an agent speaks https; http is for a server on this machine")
        }
        return url
    }

    package var bytes: [UInt8] {
        var object: JSONObject = [
            "server": .string(server.text), "name": .string(name.rawValue), "key": .string(Base64.encode(key.seed)),
        ]
        if let authorities { object["authorities"] = .string(authorities) }
        return JSONWriter.pretty(.object(object))
    }

    /// Errors name no value: one of them is the key.
    package init(reading bytes: [UInt8]) throws(WireFault) {
        do {
            let object = try JSONObjectReader(JSONValue(reading: bytes))
            server = try FetchURL(object.string("server"))
            name = try object.converted("name", "an agent's name") { AgentName($0) }
            key = try object.converted("key", "a key") { Base64.decode($0).flatMap { SigningKey(seed: $0) } }
            authorities = try object.optionalString("authorities")
        } catch {
            throw WireFault("this is no identity of an agent; enrol anew: vigie agent enrol")
        }
    }

    package var description: String { "\(name) at \(server)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// How requests are sent; `span` is how long the whole may take.
    package static func policy(milliseconds: Int, authorities: String?) -> FetchPolicy {
        var policy = FetchPolicy()
        // Who runs the agent names the server: wherever it is.
        policy.addresses = .any
        policy.redirects.maximum = 0
        policy.totalMilliseconds = milliseconds
        policy.minimumBytesPerSecond = 0
        policy.connection = .keepAlive
        policy.bodyBytes = AgentAnswer.bytesMost
        if let authorities { policy.trust = .systemAnd(pem: Array(authorities.utf8)) }
        return policy
    }
}
