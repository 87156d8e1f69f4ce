package import Network
package import Watching

/// Greet a server in its own protocol, as far as anybody may.
package struct ServiceQuestion: Sendable, Hashable {
    package enum Service: Sendable, Hashable {
        /// Greeting, EHLO, with terms STARTTLS and EHLO again, QUIT.
        case smtp(helo: String)
        /// Its banner, which begins so.
        case ssh(banner: String = "SSH-")
        /// PING, after AUTH when there is a password.
        case redis(Login?)
        /// The start of a session, up to where a password is asked for or not.
        case postgres(user: String, database: String)
        /// Opened by HTTP/1.1, a ping, then the steps, each in a message of its own, closed. The host is as it stands in the head, with its port where that is unusual.
        case webSocket(
            host: String, path: String, origin: String? = nil, headers: [HeaderField] = [],
            steps: [TCPQuestion.Step] = [])
    }

    /// Never printed.
    package struct Login: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        package let user: String?
        package let password: String

        package init(user: String? = nil, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "a login" }
        package var debugDescription: String { description }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    package var place: SocketAddress
    package var service: Service
    /// With terms the connection must become secure: as the protocol asks for it, or from its start where it does not.
    package var terms: TLSTerms?
    package var isSecureFromStart: Bool

    package init(
        _ place: SocketAddress, _ service: Service, terms: TLSTerms? = nil, isSecureFromStart: Bool = false
    ) {
        self.place = place
        self.service = service
        self.terms = terms
        self.isSecureFromStart = isSecureFromStart
    }
}
