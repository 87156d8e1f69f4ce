package import ThreeDS
package import Vocabulary

/// How the simulated scheme and issuer name themselves, and whom they serve.
package struct IssuerSettings: Sendable {
    /// This instance's own address as the directory server, for what the issuer reports.
    package var directoryAddress: String
    /// This instance's own address for browsers.
    package var challengeAddress: String
    /// The origins of 3DS servers: where results are sent, and where browsers are sent back to. Nobody else's address is used,
    /// whatever a request says.
    package var serverOrigins: Set<String>
    /// Who may ask as a 3DS server.
    package var callers = CallerRule.anybody
    /// Makes authentication values and one-time codes.
    package var key: [UInt8]

    package var directoryReference = "VIGIE-DS-0001"
    package var issuerReference = "VIGIE-ACS-0001"
    package var issuerName = "Vigie Test Bank"
    package var serialNumber = "1"
    package var limits = TimeLimits()
    package var attemptsMost = 3
    package var transactionsMost = 100_000
    /// How long a finished challenge is kept, for a browser that loads its page again.
    package var finishedKept = TimeSpan.minutes(10)

    package init(directoryAddress: String, challengeAddress: String, serverOrigins: Set<String>, key: [UInt8]) {
        self.directoryAddress = directoryAddress
        self.challengeAddress = challengeAddress
        self.serverOrigins = serverOrigins
        self.key = key
    }
}
