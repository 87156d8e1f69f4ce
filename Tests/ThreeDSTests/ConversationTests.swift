import JSON
import Testing
import ThreeDS
import ThreeDSFuzzing
import Vocabulary

/// All three parties together, from the request to the outcome.
@Suite struct ConversationTests {
    private let challenge = IssuerTransaction.Judgement.challenge(
        .oneTimeCodeByMessage, value: Samples.value, eci: "05")

    @Test func `without friction: one request, one answer`() throws {
        var talk = try Conversation(.prove(.authenticated, value: Samples.value, eci: "05"))
        try talk.atServer(.start)
        guard case .proven(let proof) = talk.outcome else {
            Issue.record("\(String(describing: talk.outcome))")
            return
        }
        #expect(proof.value == Samples.value && proof.eci == "05" && proof.version == .v2_2_0)
        #expect(proof.directoryTransaction == Samples.directory)
        #expect(talk.server.deadline == nil && talk.forms.isEmpty && talk.messages == ["AReq", "ARes"])
        #expect(talk.directory.phase == .finished && talk.issuer.phase == .finished)
    }

    @Test(arguments: [
        ("N", "01", false), ("R", "11", false), ("U", "22", true), ("U", "01", false), ("N", "14", false),
    ])
    func `a decision is told as it is, and only a fault of the chain is technical`(
        status: String, reason: String, technical: Bool
    ) throws {
        var talk = try Conversation(
            .decide(TransactionStatus(rawValue: status), TransactionStatusReason(rawValue: reason)))
        try talk.atServer(.start)
        let outcome = try #require(talk.outcome)
        #expect(outcome.isTechnicalFailure == technical)
        let told = TransactionStatusReason(rawValue: reason)
        #expect(outcome == (status == "U" ? .notPerformed(told) : .refused(TransactionStatus(rawValue: status), told)))
    }

    @Test func `the method runs first when the issuer has one`() throws {
        for returns in [true, false] {
            var talk = try Conversation(
                .prove(.attempted, value: Samples.value, eci: "06"), methodURL: "https://acs.example/method")
            try talk.atServer(.start)
            let form = try #require(talk.forms.first)
            #expect(form.address == "https://acs.example/method" && talk.outcome == nil)
            let data = try BrowserForm.method(in: form.fields[0].value)
            #expect(data == MethodData(transaction: Samples.server, notificationURL: "https://3dss.example/method"))
            if returns {
                try talk.atServer(.methodReturned(transaction: Samples.issuer))
                #expect(talk.outcome == nil && talk.ignored.count == 1)
                try talk.atServer(.methodReturned(transaction: data.transaction))
            } else {
                talk.now = talk.now + .seconds(9)
                try talk.atServer(.timePassed)
                #expect(talk.outcome == nil)
                talk.now = try #require(talk.server.deadline)
                try talk.atServer(.timePassed)
            }
            #expect(talk.server.sentRequest[.threeDSCompInd] == (returns ? .completed : .notCompleted))
            #expect(talk.outcome != nil)
        }
    }

    @Test func `a challenge that is passed at the second try`() throws {
        var talk = try Conversation(challenge)
        try talk.atServer(.start)
        #expect(talk.outcome == nil && talk.server.phase == .awaitingBrowser)
        try talk.browserChallenges()
        try talk.atIssuer(.cardholderAnswered(isRight: false))
        // The page is loaded again: no try is lost.
        try talk.atIssuer(.challenge(Samples.message(Samples.challengeRequest, receiver: .issuer)))
        #expect(talk.pages == [1, 2, 2])
        try talk.atIssuer(.cardholderAnswered(isRight: true))
        guard case .proven = talk.outcome else {
            Issue.record("\(String(describing: talk.outcome))")
            return
        }
        #expect(talk.messages == ["AReq", "ARes", "RReq", "RRes", "RRes"])
        try talk.browserReturns()
        #expect(talk.server.shownStatus == .authenticated)
        #expect(talk.ignored.isEmpty)
    }

    @Test func `three wrong answers end the challenge`() throws {
        var talk = try Conversation(challenge)
        try talk.atServer(.start)
        try talk.browserChallenges()
        for _ in 0..<3 { try talk.atIssuer(.cardholderAnswered(isRight: false)) }
        #expect(talk.pages == [1, 2, 3])
        #expect(talk.outcome == .refused(.notAuthenticated, .tooManyChallenges))
        try talk.browserReturns()
        #expect(talk.server.shownStatus == .notAuthenticated)
        try talk.atIssuer(.cardholderAnswered(isRight: true))
        #expect(talk.ignored == ["no challenge is open"])
    }

    @Test func `a cardholder who cancels is refused and is no technical failure`() throws {
        var talk = try Conversation(challenge)
        try talk.atServer(.start)
        try talk.browserChallenges()
        try talk.atIssuer(.cardholderCancelled)
        #expect(talk.issuer.sentResults?[.challengeCancel] == .cardholder)
        #expect(talk.outcome == .refused(.notAuthenticated, .cardAuthenticationFailed))
        #expect(talk.outcome?.isTechnicalFailure == false)
    }

    @Test(arguments: [true, false])
    func `a cardholder who goes away is given up by the issuer, who says so`(came: Bool) throws {
        var talk = try Conversation(challenge)
        try talk.atServer(.start)
        if came { try talk.browserChallenges() }
        talk.now = try #require(talk.issuer.deadline)
        #expect(talk.now == start + (came ? .minutes(10) : .seconds(30)))
        try talk.atIssuer(.timePassed)
        #expect(talk.issuer.sentResults?[.challengeCancel] == (came ? .timeOut : .noFirstRequest))
        #expect(talk.outcome == .refused(.notAuthenticated, .timedOutAtACS))
        #expect(talk.outcome?.isTechnicalFailure == false)
        // A browser that never came is not sent anywhere.
        #expect(talk.forms.last?.fields.first?.name == (came ? "cres" : "creq"))
        #expect(talk.issuer.phase == .finished && talk.directory.phase == .finished)
    }

    @Test func `who asks for a decoupled challenge is told that there is none`() throws {
        var talk = try Conversation(.prove(.authenticated, value: Samples.value, eci: "05"))
        var request = try Samples.message(Samples.authenticationRequest, receiver: .directory)
        request[.threeDSRequestorDecReqInd] = .yes
        talk.server = ServerTransaction(request: request, range: nil)
        try talk.atServer(.start)
        guard case .proven = talk.outcome else {
            Issue.record("\(String(describing: talk.outcome))")
            return
        }
        // A "yes" to it would be answered with an error: there is nobody who could follow it.
        let answer = try Samples.message(
            Samples.challengeNeeded.with("transStatus", "D").with("acsDecConInd", "Y"), receiver: .server,
            answering: request)
        var other = ServerTransaction(request: request, range: nil)
        _ = other.handle(.start, now: start)
        let decisions = other.handle(.answered(.success(answer)), now: start)
        guard case .send(let error) = decisions.first, case .finished(.failed) = other.phase else {
            Issue.record("\(decisions)")
            return
        }
        #expect(error[.errorCode] == .formatInvalid && error[.errorComponent] == .server)
    }
}
