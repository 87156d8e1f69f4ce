import Testing
import ThreeDS
import ThreeDSFuzzing
import Vocabulary

/// The three parties side by side; what one sends is written as bytes and read by the next.
struct Conversation {
    var now = start
    var server: ServerTransaction
    var directory: DirectoryTransaction
    var issuer: IssuerTransaction
    var judgement: IssuerTransaction.Judgement
    /// The browser's forms, in order.
    var forms: [BrowserForm] = []
    var pages: [Int] = []
    var outcome: AuthenticationOutcome?
    var ignored: [String] = []
    var messages: [String] = []

    init(_ judgement: IssuerTransaction.Judgement, methodURL: String? = nil) throws {
        let range = CardRange(
            start: "4000000000000000", end: "4000000000009999", versions: .v2_1_0 ... .v2_2_0, methodURL: methodURL)
        let routes = try DirectoryRoutes(
            referenceNumber: "VIGIE-DS-1", address: "https://ds.example/results", serialNumber: "1",
            routes: [.init(range: range, address: "https://acs.example/areq")])
        let request = try Samples.message(Samples.authenticationRequest, receiver: .directory)
        server = ServerTransaction(
            request: request, range: range, methodNotificationURL: "https://3dss.example/method", session: [1, 2, 3])
        directory = DirectoryTransaction(identifier: Samples.directory, routes: routes)
        issuer = IssuerTransaction(
            identifier: Samples.issuer,
            identity: .init(
                referenceNumber: "VIGIE-ACS-1", operatorID: "OP", challengeURL: "https://acs.example/challenge"))
        self.judgement = judgement
    }

    private func carried(
        _ message: Message, to receiver: ErrorComponent, answering request: Message? = nil
    ) -> Result<Message, ProtocolError> {
        do throws(ProtocolError) {
            return .success(try MessageReader(receiver: receiver).message(from: message.bytes(), answering: request))
        } catch {
            return .failure(error)
        }
    }

    mutating func atServer(_ event: ServerTransaction.Event) throws {
        for decision in server.handle(event, now: now) {
            switch decision {
            case .showMethod(let form), .showChallenge(let form): forms.append(form)
            case .send(let message):
                messages.append(message.type.rawValue)
                if message.type == .authenticationRequest {
                    try atDirectory(.request(carried(message, to: .directory).get()))
                }
            case .reply(let message):
                messages.append(message.type.rawValue)
                try atDirectory(.serverAnswered(carried(message, to: .directory, answering: directory.sentResults)))
            case .finish(let outcome):
                #expect(self.outcome == nil, "one transaction ends once")
                self.outcome = outcome
            case .ignore(let reason): ignored.append(reason)
            }
        }
    }

    mutating func atDirectory(_ event: DirectoryTransaction.Event) throws {
        for decision in directory.handle(event, now: now) {
            switch decision {
            case .forward(let message, let address) where message.type == .authenticationRequest:
                #expect(address == "https://acs.example/areq")
                try atIssuer(.request(carried(message, to: .issuer).get(), judgement))
            case .forward(let message, let address):
                #expect(address == "https://3dss.example/results")
                try atServer(.results(carried(message, to: .server).get()))
            case .answerServer(let message):
                messages.append(message.type.rawValue)
                try atServer(.answered(carried(message, to: .server, answering: server.sentRequest)))
            case .answerIssuer(let message):
                messages.append(message.type.rawValue)
                try atIssuer(.resultsAnswered(carried(message, to: .issuer, answering: issuer.sentResults)))
            case .tellIssuer(let message, _): messages.append(message.type.rawValue)
            case .ignore(let reason): ignored.append(reason)
            }
        }
    }

    mutating func atIssuer(_ event: IssuerTransaction.Event) throws {
        for decision in issuer.handle(event, now: now) {
            switch decision {
            case .answer(let message) where message.type == .authenticationResponse:
                try atDirectory(.issuerAnswered(carried(message, to: .directory, answering: directory.sentRequest)))
            case .answer(let message): messages.append(message.type.rawValue)
            case .showChallenge(let attempt): pages.append(attempt)
            case .sendResults(let message, let address):
                messages.append(message.type.rawValue)
                #expect(address == "https://ds.example/results")
                try atDirectory(.results(carried(message, to: .directory).get()))
            case .returnBrowser(let message):
                forms.append(
                    try #require(BrowserForm(result: message, to: "https://shop.example/back", session: session)))
            case .ignore(let reason): ignored.append(reason)
            }
        }
    }

    /// What the last form carries as session data.
    var session: String? { forms.last?.fields.first { $0.name == "threeDSSessionData" }?.value }

    /// The browser posts the last form to the ACS.
    mutating func browserChallenges() throws {
        let form = try #require(forms.last)
        #expect(form.address == "https://acs.example/challenge")
        try atServer(.challengeShown)
        let value = try #require(form.fields.first { $0.name == "creq" }).value
        try atIssuer(.challenge(BrowserForm.message(in: value, MessageReader(receiver: .issuer))))
    }

    /// The browser posts the last form to the shop.
    mutating func browserReturns() throws {
        let form = try #require(forms.last)
        #expect(form.fields.contains { $0.name == "threeDSSessionData" && $0.value == "AQID" })
        let value = try #require(form.fields.first { $0.name == "cres" }).value
        try atServer(.challengeReturned(BrowserForm.message(in: value, MessageReader(receiver: .server))))
    }
}
