/// Why bytes are no message of the domain name system. The sentence is safe to log.
package struct DNSError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String

    init(_ message: String) { self.message = message }

    package var description: String { message }
}
