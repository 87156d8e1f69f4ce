import JSON
import Testing
import ThreeDS
import ThreeDSFuzzing
import Vocabulary

/// What goes wrong between two parties, one at a time.
@Suite struct TransactionTests {
    private let challenge = IssuerTransaction.Judgement.challenge(
        .oneTimeCodeByMessage, value: Samples.value, eci: "05")

    private func request() throws -> Message {
        try Samples.message(Samples.authenticationRequest, receiver: .directory)
    }

    private func routes(servers: Set<String>? = nil) throws -> DirectoryRoutes {
        let range = CardRange(
            start: "4000000000000000", end: "4000000000009999", versions: .v2_2_0 ... .v2_2_0)
        return try DirectoryRoutes(
            referenceNumber: "DS", address: "https://ds.example/results", servers: servers, serialNumber: "1",
            routes: [.init(range: range, address: "https://acs.example/areq")])
    }

    // MARK: 3DS server

    @Test func `no answer in time is a technical failure, and a late answer changes nothing`() throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        #expect(server.handle(.timePassed, now: start + .seconds(11)) == [])
        let deadline = try #require(server.deadline)
        guard case .finish(.failed(let error)) = server.handle(.timePassed, now: deadline).first else {
            Issue.record("the transaction goes on")
            return
        }
        #expect(error.code == .timedOut && error.component == .server && error.code.isTechnical)
        let late = try server.handle(
            .answered(.success(Samples.message(Samples.frictionless, receiver: .server))), now: deadline)
        #expect(late == [.ignore("an answer to the AReq came late")])
    }

    @Test(arguments: [
        (TransportFailure.connection, "405"), (.timeOut, "402"), (.unavailable, "403"), (.refused, "404"),
    ])
    func `each way in which the next party fails has its code`(failure: TransportFailure, code: String) throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        guard case .finish(.failed(let own)) = server.handle(.notAnswered(failure), now: start).first else {
            Issue.record("the transaction goes on")
            return
        }
        #expect(own.code.rawValue == code && own.component == .server)

        var directory = try DirectoryTransaction(identifier: Samples.directory, routes: routes())
        _ = try directory.handle(.request(request()), now: start)
        guard case .answerServer(let message) = directory.handle(.issuerFailed(failure), now: start).first else {
            Issue.record("the 3DS server is not told")
            return
        }
        #expect(message[.errorCode]?.rawValue == code && message[.errorComponent] == .directory)
        #expect(message[.dsTransID] == Samples.directory && message[.threeDSServerTransID] == Samples.server)
        #expect(throws: Never.self) { try MessageReader(receiver: .server).message(from: message.bytes()) }
    }

    @Test func `an answer that breaks the rules is reported to who sent it`() throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        let error = try #require(
            refusal(Samples.frictionless.with("acsTransID", nil), .server, answering: server.sentRequest))
        let decisions = server.handle(.answered(.failure(error)), now: start)
        guard case .send(let message) = decisions.first, case .finish(.failed(let own)) = decisions.last else {
            Issue.record("\(decisions)")
            return
        }
        #expect(message[.errorCode] == .elementMissing && message[.errorDetail] == "acsTransID")
        #expect(own.code.isTechnical == false)
    }

    @Test func `results twice get one receipt, other results are refused, late ones are counted`() throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        let needed = try Samples.message(Samples.challengeNeeded, receiver: .server)
        let results = try Samples.message(Samples.results, receiver: .server)
        // Before there was a challenge, nobody can report of one.
        #expect(server.handle(.results(results), now: start).replies.first?[.errorCode] == .transactionNotRecognised)
        _ = server.handle(.answered(.success(needed)), now: start)
        let stranger = try Samples.message(
            Samples.results.with("acsTransID", .string(Samples.server)), receiver: .server)
        #expect(server.handle(.results(stranger), now: start).replies.first?[.errorCode] == .transactionNotRecognised)
        var late = server
        _ = server.handle(.challengeShown, now: start)
        let first = server.handle(.results(results), now: start)
        #expect(first.replies.first?[.resultsStatus] == .received && first.count == 2)
        let second = server.handle(.results(results), now: start)
        #expect(second.replies == first.replies && second.last == .ignore("the results came twice"))
        let other = try Samples.message(
            Samples.results.with("transStatus", "N").with("transStatusReason", "01"), receiver: .server)
        #expect(server.handle(.results(other), now: start).replies.first?[.errorCode] == .transactionDataInvalid)

        let deadline = try #require(late.deadline)
        guard case .finish(.failed(let error)) = late.handle(.timePassed, now: deadline).first else {
            Issue.record("the transaction waits for ever")
            return
        }
        #expect(error.code == .timedOut)
        let outcome = late.phase
        let answer = late.handle(.results(results), now: deadline)
        #expect(answer.replies.first?[.resultsStatus] == .received)
        #expect(answer.last == .ignore("the results came late") && late.phase == outcome)
    }

    @Test func `results of a challenge that no browser was given say so`() throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        _ = try server.handle(
            .answered(.success(Samples.message(Samples.challengeNeeded, receiver: .server))), now: start)
        let replies = try server.handle(
            .results(Samples.message(Samples.results, receiver: .server)), now: start
        ).replies
        #expect(replies.first?[.resultsStatus] == .notChallenged)
    }

    @Test func `what the browser brings decides nothing`() throws {
        var server = try ServerTransaction(request: request(), range: nil)
        _ = server.handle(.start, now: start)
        _ = try server.handle(
            .answered(.success(Samples.message(Samples.challengeNeeded, receiver: .server))), now: start)
        _ = server.handle(.challengeShown, now: start)
        let shown = try Samples.message(Samples.challengeResponse, receiver: .server)
        #expect(server.handle(.challengeReturned(shown), now: start) == [])
        #expect(server.phase == .awaitingResults && server.shownStatus == .authenticated)
        let stranger = try Samples.message(
            Samples.challengeResponse.with("acsTransID", .string(Samples.server)), receiver: .server)
        #expect(server.handle(.challengeReturned(stranger), now: start).count == 1)
    }

    // MARK: Directory server

    @Test func `a card of nobody, a version of nobody and a server of nobody are refused`() throws {
        func code(_ members: JSONObject, servers: Set<String>? = nil) throws -> ErrorCode? {
            var directory = try DirectoryTransaction(identifier: Samples.directory, routes: routes(servers: servers))
            let asked = try Samples.message(members, receiver: .directory)
            guard case .answerServer(let message) = directory.handle(.request(asked), now: start).first else {
                return nil
            }
            #expect(directory.phase == .finished && directory.deadline == nil)
            return message[.errorCode]
        }
        #expect(try code(Samples.authenticationRequest) == nil)
        #expect(
            try code(Samples.authenticationRequest.with("acctNumber", "5100000000000008")) == .transactionDataInvalid)
        #expect(try code(Samples.authenticationRequest.with("messageVersion", "2.1.0")) == .versionNotSupported)
        #expect(try code(Samples.authenticationRequest, servers: ["OTHER"]) == .accessDenied)
        #expect(try code(Samples.authenticationRequest, servers: ["VIGIE-3DSS-1"]) == nil)
    }

    @Test func `an issuer that breaks the rules is told, and so is the 3DS server`() throws {
        var directory = try DirectoryTransaction(identifier: Samples.directory, routes: routes())
        _ = try directory.handle(.request(request()), now: start)
        let error = try #require(
            refusal(Samples.frictionless.with("eci", "5"), .directory, answering: directory.sentRequest))
        let decisions = directory.handle(.issuerAnswered(.failure(error)), now: start)
        guard case .tellIssuer(let told, let address) = decisions.first,
            case .answerServer(let answer) = decisions.last
        else {
            Issue.record("\(decisions)")
            return
        }
        #expect(address == "https://acs.example/areq" && told == answer)
        #expect(answer[.errorCode] == .formatInvalid && answer[.errorDetail] == "eci")
        #expect(answer[.errorComponent] == .directory && answer[.errorMessageType] == .authenticationResponse)
    }

    @Test func `results are carried once a challenge is open, and again when they did not arrive`() throws {
        var directory = try DirectoryTransaction(identifier: Samples.directory, routes: routes())
        _ = try directory.handle(.request(request()), now: start)
        let results = try Samples.message(Samples.results, receiver: .directory)
        let early = directory.handle(.results(results), now: start)
        guard case .answerIssuer(let refused) = early.first else {
            Issue.record("\(early)")
            return
        }
        #expect(refused[.errorCode] == .transactionDataInvalid)
        _ = try directory.handle(
            .issuerAnswered(.success(Samples.message(Samples.challengeNeeded, receiver: .directory))), now: start)
        let stranger = try Samples.message(
            Samples.results.with("threeDSServerTransID", .string(Samples.issuer)), receiver: .directory)
        guard case .answerIssuer(let unknown) = directory.handle(.results(stranger), now: start).first else {
            Issue.record("results of a stranger were carried")
            return
        }
        #expect(unknown[.errorCode] == .transactionNotRecognised)
        for _ in 0..<2 {
            #expect(
                directory.handle(.results(results), now: start) == [
                    .forward(results, to: "https://3dss.example/results")
                ])
            let late = try #require(directory.deadline)
            guard case .answerIssuer(let message) = directory.handle(.timePassed, now: late).first else {
                Issue.record("the issuer is not told")
                return
            }
            #expect(message[.errorCode] == .timedOut && message[.errorMessageType] == .resultsRequest)
        }
    }

    // MARK: Issuer

    private func issuer(_ judgement: IssuerTransaction.Judgement, _ request: Message) -> (IssuerTransaction, Message?) {
        var issuer = IssuerTransaction(
            identifier: Samples.issuer,
            identity: .init(referenceNumber: "ACS", operatorID: nil, challengeURL: "https://acs.example/challenge"))
        guard case .answer(let answer) = issuer.handle(.request(request, judgement), now: start).first else {
            return (issuer, nil)
        }
        return (issuer, answer)
    }

    private func forwarded(_ members: JSONObject = Samples.authenticationRequest) throws -> Message {
        try Samples.message(
            members.with("dsTransID", .string(Samples.directory)).with("dsURL", "https://ds.example/results")
                .with("dsReferenceNumber", "DS"), receiver: .issuer)
    }

    @Test func `nobody is challenged who cannot be`() throws {
        let sharing = try forwarded(Samples.authenticationRequest.with("threeDSRequestorChallengeInd", "06"))
        #expect(issuer(challenge, sharing).1?[.transStatus] == .notPerformed)
        #expect(issuer(.informationOnly, sharing).1?[.transStatus] == .informationOnly)
        let absent = try forwarded(
            Samples.authenticationRequest.with("deviceChannel", "03").with("threeRIInd", "01"))
        #expect(issuer(challenge, absent).1?[.transStatus] == .notPerformed)
        #expect(try issuer(.informationOnly, forwarded()).1?[.transStatus] == .notPerformed)
    }

    @Test func `a challenge of another transaction or version, or after the end, is refused`() throws {
        var (issuer, _) = try issuer(challenge, forwarded())
        func code(_ members: JSONObject) throws -> ErrorCode? {
            let message = try Samples.message(members, receiver: .issuer)
            guard case .answer(let answer) = issuer.handle(.challenge(message), now: start).first else { return nil }
            return answer[.errorCode]
        }
        #expect(
            try code(Samples.challengeRequest.with("acsTransID", .string(Samples.server))) == .transactionNotRecognised)
        #expect(try code(Samples.challengeRequest.with("messageVersion", "2.1.0")) == .formatInvalid)
        #expect(try code(Samples.challengeRequest) == nil)
        _ = issuer.handle(.cardholderCancelled, now: start)
        #expect(try code(Samples.challengeRequest) == .transactionDataInvalid)
    }

    @Test func `a cardholder who passed is not told so when the shop could not be`() throws {
        var (issuer, _) = try issuer(challenge, forwarded())
        _ = try issuer.handle(.challenge(Samples.message(Samples.challengeRequest, receiver: .issuer)), now: start)
        let sent = issuer.handle(.cardholderAnswered(isRight: true), now: start)
        // Tried once more, the same results; then given up.
        #expect(issuer.handle(.resultsFailed(.connection), now: start) == sent)
        guard case .returnBrowser(let response) = issuer.handle(.resultsFailed(.timeOut), now: start).first else {
            Issue.record("the browser waits for ever")
            return
        }
        #expect(response[.transStatus] == .notAuthenticated && response[.challengeCompletionInd] == .yes)
        #expect(issuer.phase == .finished && issuer.result == .authenticated)
    }

    // MARK: Forms

    @Test func `forms that are too long, padded, encrypted or no messages are refused with their codes`() throws {
        func code(_ value: String) -> ErrorCode? {
            do throws(ProtocolError) {
                _ = try BrowserForm.message(in: value, MessageReader(receiver: .issuer))
                return nil
            } catch {
                return error.code
            }
        }
        let request = try Samples.message(Samples.challengeRequest, receiver: .issuer)
        let form = try #require(BrowserForm(challenge: request, to: "https://acs.example/", session: [0xff]))
        #expect(code(form.fields[0].value) == nil && form.fields[1].value == "_w")
        #expect(code(form.fields[0].value + "=") == .invalidMessage)
        #expect(code("a.b.c.d.e") == .decryptionFailed)
        #expect(code("e30") == .invalidMessage)
        #expect(code(String(repeating: "A", count: BrowserForm.charactersMost + 1)) == .limitExceeded)
        #expect(BrowserForm(challenge: request, to: "", session: Array(repeating: 1, count: 768)) != nil)
        #expect(BrowserForm(challenge: request, to: "", session: Array(repeating: 1, count: 769)) == nil)
        #expect(throws: ProtocolError.self) { try BrowserForm.session("a b") }
        #expect(throws: ProtocolError.self) { try BrowserForm.method(in: "e30") }
    }
}

extension [ServerTransaction.Decision] {
    /// What the RReq's sender was answered.
    var replies: [Message] {
        compactMap { if case .reply(let message) = $0 { message } else { nil } }
    }
}
