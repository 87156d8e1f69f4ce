import JSON
import Testing
import ThreeDS

@Suite(.enabled(if: Fixtures.arePresent, Fixtures.absence))
struct FixtureTests {
    @Test(arguments: [
        ("AReq.json", "D"), ("ARes_challenge_C.json", "S"), ("ARes_frictionless_Y.json", "S"), ("CReq.json", "A"),
        ("CRes.json", "S"), ("RReq.json", "D"), ("RReq.json", "S"), ("RRes.json", "A"), ("PReq.json", "D"),
        ("PRes.json", "S"), ("Erro_402.json", "S"),
    ])
    func `a message is accepted and written back as it came`(name: String, receiver: String) throws {
        let bytes = try Fixtures.bytes(name)
        let message = try MessageReader(receiver: ErrorComponent(rawValue: receiver)).message(from: bytes)
        #expect(try JSONWriter.compact(JSONValue(reading: bytes)) == message.bytes())
    }

    @Test func `elements come out with their types`() throws {
        let request = try MessageReader(receiver: .directory).message(from: Fixtures.bytes("AReq.json"))
        #expect(request.type == .authenticationRequest && request.version == .v2_2_0)
        #expect(request[.deviceChannel] == .browser)
        #expect(request[.browserJavascriptEnabled] == true)
        #expect(request[.acctNumber]?.masked == "411111******1111")
        #expect(!"\(request)".contains("4111111111111111"))
        let error = try MessageReader(receiver: .server).message(from: Fixtures.bytes("Erro_402.json"))
        #expect(ProtocolError(error).code == .timedOut && ProtocolError(error).code.isTechnical)
    }

    @Test func `forms of the browser decode to the messages beside them`() throws {
        let forms = try JSONValue(reading: Fixtures.bytes("browser_form_parameters.json"))
        func field(_ name: String) throws -> String { try #require(forms[name]?.string) }
        let challenge = try BrowserForm.message(in: field("creq"), MessageReader(receiver: .issuer))
        #expect(try challenge == MessageReader(receiver: .issuer).message(from: Fixtures.bytes("CReq.json")))
        let response = try BrowserForm.message(in: field("cres"), MessageReader(receiver: .server))
        #expect(try response == MessageReader(receiver: .server).message(from: Fixtures.bytes("CRes.json")))
        let method = try BrowserForm.method(in: field("threeDSMethodData"))
        #expect(method.transaction == forms["threeDSMethodData_json"]?["threeDSServerTransID"]?.string)
        #expect(method.notificationURL == forms["threeDSMethodData_json"]?["threeDSMethodNotificationURL"]?.string)
        // Written by us, they are the same characters.
        #expect(
            try BrowserForm(method: method, at: "https://a.example").fields.map(\.value) == [field("threeDSMethodData")]
        )
        let form = try #require(BrowserForm(challenge: challenge, to: "https://a.example", session: nil))
        #expect(try form.fields.map(\.value) == [field("creq")])
    }

    @Test func `card ranges say which version to speak and where the method runs`() throws {
        let answer = try MessageReader(receiver: .server).message(from: Fixtures.bytes("PRes.json"))
        var table = CardRangeTable()
        try table.update(with: answer, isComplete: true)
        let card = try #require(CardNumber("4111111111111111"))
        #expect(table.version(for: card, among: ProtocolVersion.supported) == .v2_2_0)
        #expect(table.range(of: card)?.methodURL == "https://acs.sandbox.example/3dsmethod")
        #expect(table.serialNumber == "20261120-1")
        #expect(try table.range(of: #require(CardNumber("4111111111120000"))) == nil)
    }
}
