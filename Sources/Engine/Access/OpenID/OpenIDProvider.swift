internal import Bytes
internal import JSON

/// An identity provider that vouches for people, as an operator configured it and as it describes itself (OpenID Connect
/// Discovery 1.0).
package struct OpenIDProvider: Sendable, CustomStringConvertible, CustomReflectable {
    package static let discoveryPath = "/.well-known/openid-configuration"
    package static let documentBytesMost = 256 << 10

    /// What the operator says.
    package struct Configuration: Sendable {
        /// Exactly as the provider writes it.
        package var issuer: String
        package var clientID: String
        /// Nil for a client without one; the code challenge protects either.
        package var clientSecret: Password?
        /// Where the provider sends people back to.
        package var redirect: String
        package var scopes = ["openid", "email", "profile"]
        /// The claim that says what somebody is; nil when the provider has no say in roles.
        package var rolesClaim: String?
        /// What its values mean here. What is not in it means nothing.
        package var roles: [String: Set<Role>] = [:]
        /// For people who have no value that means something, and no roles that people here gave them.
        package var otherwise: Set<Role> = []
        /// Whether somebody whom nobody invited becomes a user, when they have a role.
        package var admitsNew = false
        /// Whether a verified e-mail address leads to the user who has it. The provider must be one that verifies.
        package var linksByEmail = false
        /// Whether an address counts of which the provider does not say whether it verified it. One of which it says that it
        /// did not never counts.
        package var trustsEmail = false
        /// The domains of addresses that may come in; empty: every address may.
        package var emailDomains: Set<String> = []

        /// Where the provider describes itself.
        var discovery: String {
            (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + OpenIDProvider.discoveryPath
        }

        package init(issuer: String, clientID: String, clientSecret: Password? = nil, redirect: String) {
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.redirect = redirect
        }
    }

    package let configuration: Configuration
    let authorisation: String
    let token: String
    let keys: String
    /// Where the provider says what its statement left out; nil where it has no such place.
    let userInfo: String?
    /// Whether the client's secret goes into the form, because the header is not taken.
    let takesSecretInForm: Bool
    /// Whether every answer names its issuer (RFC 9207).
    let namesIssuer: Bool

    package var description: String { "provider \(configuration.issuer)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Reads what the provider says of itself at its issuer's address followed by ``discoveryPath``.
    package init(_ configuration: Configuration, discovery: [UInt8]) throws(AccessRefusal) {
        let object: JSONObjectReader
        do throws(JSONError) {
            object = try JSONObjectReader(
                JSONValue(reading: discovery, limits: JSONLimits(bytes: Self.documentBytesMost)))
            guard try object.string("issuer") == configuration.issuer else {
                throw JSONError(.refusedValue, "expected the configured issuer", path: object.path.member("issuer"))
            }
            authorisation = try Self.address(object, "authorization_endpoint")
            token = try Self.address(object, "token_endpoint")
            keys = try Self.address(object, "jwks_uri")
            userInfo = try object.optional("userinfo_endpoint") { reader throws(JSONError) in
                try Self.address(reader, "userinfo_endpoint")
            }
            let methods = try object.optional("token_endpoint_auth_methods_supported") { reader throws(JSONError) in
                try reader.strings("token_endpoint_auth_methods_supported")
            }
            takesSecretInForm =
                methods.map {
                    !$0.contains("client_secret_basic") && $0.contains("client_secret_post")
                } ?? false
            namesIssuer = try object.optionalBool("authorization_response_iss_parameter_supported") ?? false
        } catch {
            throw AccessRefusal(.notBelieved, "The identity provider's description can't be used: \(error).")
        }
        self.configuration = configuration
    }

    private static func address(_ object: JSONObjectReader, _ name: String) throws(JSONError) -> String {
        try object.converted(name, "an https address") { text in isSafe(text) ? text : nil }
    }

    /// Whether both descriptions say the same.
    func isSame(as other: OpenIDProvider) -> Bool {
        authorisation == other.authorisation && token == other.token && keys == other.keys
            && userInfo == other.userInfo && takesSecretInForm == other.takesSecretInForm
            && namesIssuer == other.namesIssuer
    }

    /// Encrypted, or on this machine; no spaces and no fragment, so that parameters can be added.
    package static func isSafe(_ address: String) -> Bool {
        guard address.utf8.count <= 2_000, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x23 }) else {
            return false
        }
        if address.hasPrefix("https://") { return address.utf8.count > 8 }
        guard address.hasPrefix("http://") else { return false }
        let authority = address.dropFirst(7).prefix { !"/?".contains($0) }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return !authority.contains("@") && ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }
}

/// What is asked of the provider on our own way, not through the browser.
package enum OpenIDCall: Sendable {
    /// With the value of the header `Authorization` when there is one.
    case get(String, authorization: Password? = nil)
    /// A form, with the value of the header `Authorization` when there is one.
    case post(String, form: String, authorization: Password?)

    /// The value of the header `Authorization`, for the wire alone.
    package var authorizationField: String? {
        switch self {
        case .get(_, let authorization), .post(_, _, let authorization): authorization?.text
        }
    }
}

package struct OpenIDAnswer: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Asks the provider; nil when it can't be reached. At most ``OpenIDProvider/documentBytesMost`` are to be read, no redirect
/// followed.
package typealias OpenIDNetwork = @Sendable (OpenIDCall) async -> OpenIDAnswer?
