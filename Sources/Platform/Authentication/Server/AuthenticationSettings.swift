internal import HTTP
package import ThreeDS
package import Vocabulary

/// How a 3DS server names itself, whom it asks, and where it lets browsers go.
package struct AuthenticationSettings: Sendable {
    /// Where the directory server takes AReq and PReq.
    package var directory: String
    /// This instance's own address for the directory server's results.
    package var resultsAddress: String
    /// This instance's own address for browsers that come back from a challenge.
    package var returnAddress: String
    /// The origins, such as `https://pay.example`, that a browser may be sent back to.
    package var returnOrigins: Set<String>
    package var callers = CallerRule.anybody
    /// Who may report results: the directory server.
    package var scheme = CallerRule.anybody
    /// Seals what travels through browsers. The same for all instances and after a restart, so that a browser whose
    /// authentication was forgotten still finds its way back.
    package var key: [UInt8]

    package var referenceNumber = "VIGIE-3DS-SERVER-0001"
    package var requestorName = "Vigie"
    package var requestorAddress = "https://vigie.invalid"
    package var acquirer = "999900"
    package var merchantCategory = "5999"
    package var merchantCountry = "250"
    package var limits = TimeLimits()

    /// Authentications that are remembered at once.
    package var transactionsMost = 100_000
    /// How long the outcome of a challenge is kept to be asked for.
    package var outcomeKept = TimeSpan.minutes(30)
    /// The same for what was answered at once: for a gateway that asks again because it did not hear the answer. Short, because
    /// these are many, and what is kept takes the room of new ones.
    package var answerKept = TimeSpan.minutes(1)
    /// How long results are waited for after the browser came back without them.
    package var returnGrace = TimeSpan.seconds(10)
    package var rangesEvery = TimeSpan.hours(1)
    package var rangesRetry = TimeSpan.seconds(5)

    package init(
        directory: String, resultsAddress: String, returnAddress: String, returnOrigins: Set<String>, key: [UInt8]
    ) {
        self.directory = directory
        self.resultsAddress = resultsAddress
        self.returnAddress = returnAddress
        self.returnOrigins = returnOrigins
        self.key = key
    }

    /// Where the browser may be sent: only to origins that were named. Nil for any other address.
    func admitted(_ address: String) -> String? {
        guard address.utf8.count <= ReturnTicket.addressBytesMost, let url = try? FetchURL(address),
            returnOrigins.contains(url.origin)
        else { return nil }
        return url.text
    }
}
