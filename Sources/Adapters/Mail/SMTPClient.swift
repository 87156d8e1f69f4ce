package import Alerting
internal import CCurl
package import HTTP
internal import Machine
internal import Network

/// Hands mail to SMTP servers, one connection for each mail, on threads that may block.
///
/// A server at an address that is not public is refused, unless it is allowed, in the moment of connecting: whatever a
/// name resolves to. Certificates are checked; STARTTLS that the server does not offer is a failure.
package final class SMTPClient: MailSending {
    package struct Configuration: Sendable {
        package var addresses = FetchPolicy.AddressRule.publicOnly
        package var connectMilliseconds = 10_000
        package var totalMilliseconds = 30_000
        /// The machine's trusted certificates, as Debian's `ca-certificates` writes them.
        package var certificateBundle = "/etc/ssl/certs/ca-certificates.crt"
        package var threads = 4

        package init() {}
    }

    private let configuration: Configuration
    private let threads: BlockingThread<BlockingWork<Void>>

    /// libcurl counts its initialisations, under a lock of its own.
    private static let isLibraryReady: Bool = ccurl_global_init() == CURLE_OK

    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        threads = BlockingThread(name: "mail", count: configuration.threads, capacity: 256) { _, batch in
            for work in batch { work(()) }
        }
    }

    package func send(_ mail: OutgoingMail, through server: MailServer) async throws(MailError) {
        guard Self.isLibraryReady else { throw MailError("libcurl could not be started", isLasting: false) }
        let configuration = configuration
        try await threads.run(
            orElse: { _ in MailError("too much mail is under way", isLasting: false) },
            { (_: Void) throws(MailError) in
                try SMTPTransfer(mail, server, configuration).perform()
            })
    }

    /// Lets what is under way end.
    package func close() async { await threads.stop() }
}
