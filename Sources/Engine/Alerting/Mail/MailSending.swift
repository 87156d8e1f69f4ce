/// The port to a mail server.
package protocol MailSending: Sendable {
    func send(_ mail: OutgoingMail, through server: MailServer) async throws(MailError)
}

/// A mail as it goes to a server: the envelope, and the message with its headers.
package struct OutgoingMail: Sendable, Hashable {
    /// Addresses alone, without names.
    package var from: String
    package var to: [String]
    package var bytes: [UInt8]

    package init(from: String, to: [String], bytes: [UInt8]) {
        self.from = from
        self.to = to
        self.bytes = bytes
    }
}

/// Why a mail did not go. The message is fit to be shown.
package struct MailError: Error, Sendable, Hashable {
    package var message: String
    /// Trying the same again will not help.
    package var isLasting: Bool

    package init(_ message: String, isLasting: Bool) {
        self.message = message
        self.isLasting = isLasting
    }
}
